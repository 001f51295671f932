"""Put the fonts into the wheel; for an editable install build them into the user's cache."""

import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TypefacesHook(BuildHookInterface[Any]):
    """Build the fonts while the libraries for it are at hand, so that no first start waits."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the fonts for a `standard` wheel or an `editable` one."""
        sys.path.insert(0, self.root)
        if version == "editable":
            build_data["dependencies"].extend(self.config["dependencies"])
            self._fill_the_cache()
        else:
            self._folder = Path(tempfile.mkdtemp())
            import_module("tracker.typeface_builder").build(self._folder)
            build_data["force_include"][str(self._folder)] = "tracker/_bundled/typefaces"

    def finalize(self, version: str, *_: Any) -> None:
        """Delete what the wheel has taken in."""
        if version != "editable":
            shutil.rmtree(self._folder)

    def _fill_the_cache(self) -> None:
        typefaces = import_module("tracker.typefaces")
        try:
            typefaces.web_fonts(typefaces.default_cache())
        except OSError as error:
            self.app.display_warning(f"The fonts will be built at the first start: {error}")
