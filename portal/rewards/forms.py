"""What the reward pages send."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from portal.core.forms import Form, RequestKeyField


class RedeemForm(Form):
    request_key = RequestKeyField()


class WearForm(Form):
    """The title to wear; empty takes the worn one off."""

    title = HiddenField(validators=[Length(max=40)], filters=[lambda value: value or None])
