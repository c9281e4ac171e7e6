"""The patient community portal. `create_app()` below is its table of contents."""

from __future__ import annotations

from flask import Blueprint, Flask

from portal.config import Settings, load_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Builds the app from settings (or the environment): plumbing, features in their order, then reactions and jobs."""
    from portal import cli, reactions
    from portal.accounts import preferences, sign_in
    from portal.core import (
        assets,
        bus,
        db,
        errors,
        health,
        i18n,
        jobs,
        lease,
        logging,
        mail,
        outbox,
        realtime,
        sealed,
        security,
        storage,
        web,
    )
    from portal.core.templating import LocalFlask
    from portal.live import sockets
    from portal.notifications import views as notices
    from portal.search import shelf

    settings = settings or load_settings()
    app = LocalFlask(__name__, static_folder=None)
    app.extensions["settings"] = settings

    logging.init_logging(app, settings.log_level)
    app.extensions["keyring"] = sealed.Keyring.parse(settings.field_keys, settings.field_cipher)
    db.init_db(app, settings.sqlalchemy_url, settings.data_dir)
    mail.init_mail(app, settings)
    storage.init_storage(app, settings.storage_url, settings.data_dir)
    i18n.init_i18n(app, settings.timezone)
    sign_in.init_sign_in(app)
    security.init_security(app, settings)
    web.init_web(app)
    assets.init_assets(app)
    errors.init_errors(app)
    preferences.init_preferences(app)
    notices.init_notifications(app)
    shelf.init_search(app, settings.data_dir)
    app.register_blueprint(health.blueprint)

    for blueprint in blueprints():
        app.register_blueprint(blueprint)

    bus.install(app, reactions.TABLE)
    app.extensions["jobs"] = jobs.Jobs(app, settings.redis_url, lease.Lease("jobs", settings.data_dir), outbox.drain)
    app.extensions["jobs"].schedule = reactions.SCHEDULE
    realtime.init_realtime(app, redis_url=settings.redis_url, origins=[settings.base_url], role=settings.role)
    sockets.init_sockets()
    cli.init_cli(app)
    return app


def blueprints() -> list[Blueprint]:
    """The features that have pages, in the order of the house."""
    from portal.accounts import views as accounts
    from portal.challenges import views as challenges
    from portal.community import views as community
    from portal.content import views as content
    from portal.home import pwa
    from portal.home import views as home
    from portal.live import views as live
    from portal.moderation import views as moderation
    from portal.notifications import views as notifications
    from portal.rewards import views as rewards
    from portal.search import views as search

    return [
        accounts.blueprint,
        community.blueprint,
        content.blueprint,
        live.blueprint,
        challenges.blueprint,
        rewards.blueprint,
        search.blueprint,
        notifications.blueprint,
        moderation.blueprint,
        home.blueprint,
        pwa.blueprint,
    ]
