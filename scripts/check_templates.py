"""Compiles every template of the project, and looks up what each includes or extends."""

import os
import re
import sys
from pathlib import Path

import django
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"'.][^"']*)["']""")


def faults() -> list[str]:
    """One line for each template that does not compile, or that names one that does not exist."""
    engine = engines["django"]
    found = []
    for folder in template_folders():
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            place = path.relative_to(ROOT)
            names = [
                path.relative_to(folder).as_posix(),
                *REFERENCE.findall(path.read_text(encoding="utf-8")),
            ]
            for name in names:
                try:
                    engine.get_template(name)
                except TemplateDoesNotExist:
                    found.append(f"{place}: no template {name}")
                except TemplateSyntaxError as error:
                    found.append(f"{place}: {name}: {error}")
    return found


def template_folders() -> list[Path]:
    """The folders of templates that are ours: of the project and of its apps."""
    return [folder for folder in (ROOT / "templates", *ROOT.glob("*/templates")) if folder.is_dir()]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogue.settings")
    django.setup()
    lines = faults()
    sys.stderr.writelines(f"{line}\n" for line in lines)
    raise SystemExit(bool(lines))
