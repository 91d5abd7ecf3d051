"""What CKAN understands of a catalogue: ckanext-dcat's own parser, run as its harvester runs it.

Usage: in_ckan.py CATALOGUE    prints {"plain": [...], "multilingual": [...]} as JSON

Plain is CKAN without a schema, in English. Multilingual is the schema for several languages that
ckanext-dcat brings, with our three languages, and the fields which only its full schema has. Its
fields name presets of ckanext-fluent, whose release on PyPI runs on Python 2 only: the parser
looks at no more of it than the names of the validators, which stand here.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path

import ckan.plugins
import ckanext.dcat
import yaml
from ckan.exceptions import CkanConfigurationException
from ckan.logic import clear_actions_cache
from ckan.logic.validators import tag_length_validator, tag_name_validator
from ckanext.dcat.processors import RDFParser
from ckantoolkit import Invalid, config

FLUENT = {
    "fluent_core_translated": "fluent_text",
    "fluent_markdown": "fluent_text",
    "fluent_text": "fluent_text",
    "fluent_tags": "fluent_tags",
}
LANGUAGES = ["fr", "en", "zh"]
NO_SERVICE = {
    "SECRET_KEY": "none",
    "ckan.locale_default": "en",
    "ckan.root_path": None,
    "ckan.plugins": "",
}


def datasets(catalogue: Path, *profiles: str) -> list[dict[str, object]]:
    """The datasets as CKAN would store them, each with the keywords that CKAN refuses."""
    parser = RDFParser(profiles=list(profiles))
    parser.parse(catalogue.read_text("utf-8"), "turtle")
    found = list(parser.datasets())
    for dataset in found:
        dataset["refused_tags"] = [
            tag["name"] for tag in dataset.get("tags", []) if not is_tag(tag["name"])
        ]
    return found


def is_tag(name: str) -> bool:
    """Whether CKAN's validators of tags accept a name."""
    try:
        tag_length_validator(name, {})
        tag_name_validator(name, {})
    except Invalid:
        return False
    return True


def load_schema(folder: Path) -> None:
    """Make CKAN read datasets by the multilingual schema."""
    schemas = Path(ckanext.dcat.__file__).parent / "schemas"
    full = yaml.safe_load((schemas / "dcat_ap_full.yaml").read_text("utf-8"))
    schema = yaml.safe_load((schemas / "dcat_ap_multilingual.yaml").read_text("utf-8"))
    schema["form_languages"] = LANGUAGES
    for part in ("dataset_fields", "resource_fields"):
        named = {field["field_name"] for field in schema[part]}
        # The multilingual field takes the place of the one in a single language.
        named |= {name.removesuffix("_translated") for name in named} | {"notes", "tag_string"}
        schema[part] += [field for field in full[part] if field["field_name"] not in named]
    presets = [{"preset_name": name, "values": {"validators": v}} for name, v in FLUENT.items()]
    (folder / "schema.json").write_text(json.dumps(schema), "utf-8")
    (folder / "presets.json").write_text(
        json.dumps({"scheming_presets_version": 1, "presets": presets}), "utf-8"
    )
    config["scheming.dataset_schemas"] = f"file://{folder}/schema.json"
    config["scheming.presets"] = " ".join(
        (
            "ckanext.scheming:presets.json",
            "ckanext.dcat.schemas:presets.yaml",
            f"file://{folder}/presets.json",
        )
    )
    config["scheming.dataset_fallback"] = False
    # CKAN loads the plugin, then misses its database; the parser needs none.
    with contextlib.suppress(CkanConfigurationException):
        ckan.plugins.load("scheming_datasets")
    clear_actions_cache()


def main() -> None:
    """Print what CKAN holds of the catalogue that the first argument names."""
    catalogue = Path(sys.argv[1])
    config.update(NO_SERVICE)
    # Whatever CKAN prints while it loads is not the answer.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        plain = datasets(catalogue, "euro_dcat_ap_3")
        load_schema(Path(folder))
        several = datasets(catalogue, "euro_dcat_ap_3", "euro_dcat_ap_scheming")
    json.dump({"plain": plain, "multilingual": several}, sys.stdout, ensure_ascii=False)


main()
