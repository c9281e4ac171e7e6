"""The build step: compiled catalogs and compressed static files go into the wheel, not into the checkout.

Setuptools loads this file by its path before anything is installed, so it loads what it needs by path too.
"""

from __future__ import annotations

import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from setuptools.command.build_py import build_py

PACKAGE = Path(__file__).resolve().parent


def _by_path(name: str) -> ModuleType:
    spec = spec_from_file_location(name, PACKAGE / "core" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class BuildPy(build_py):
    """Packs the portal with `portal/translations/*/LC_MESSAGES/messages.mo` and a `.br` beside each text asset."""

    def run(self) -> None:
        built = Path(self.build_lib) / PACKAGE.name
        if self.editable_mode:
            super().run()
            return
        # What an earlier build left there may have been deleted from the sources since.
        shutil.rmtree(built, ignore_errors=True)
        super().run()
        translations = built / "translations"
        for source in PACKAGE.parent.glob("translations/*/LC_MESSAGES/messages.po"):
            target = translations / source.relative_to(PACKAGE.parent / "translations")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        _by_path("catalogs").compile_catalogs(translations, only_stale=False)
        _by_path("static_files").compress_assets(built / "static")
