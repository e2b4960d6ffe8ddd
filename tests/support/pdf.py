"""What the tests ask of a PDF: that it is as accessible as it says, and what a reader would see."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from pdfua import validate
from PIL.Image import Image

MILLIMETRES = 25.4 / 72


def barriers(data: bytes, tmp: Any) -> list[str]:
    """What keeps it from being PDF/UA-1, as far as a program can tell."""
    path = tmp / "checked.pdf"
    path.write_bytes(data)
    found = [f"{each.rule_id}: {each.message}" for each in validate(str(path)).findings]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        if not bool(root.MarkInfo.Marked) or "/StructTreeRoot" not in root:
            found.append("not tagged")
        if not str(root.get("/Lang", "")):
            found.append("no language")
        if not str(pdf.docinfo.get("/Title", "")) or not root.ViewerPreferences.DisplayDocTitle:
            found.append("no title")
        found += [f"{name} is not embedded" for name, embedded in fonts(pdf) if not embedded]
    return found


def fonts(pdf: pikepdf.Pdf) -> list[tuple[str, bool]]:
    """Every font of the pages, and whether its program comes with the file."""
    found = []
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            for each in font.get("/DescendantFonts", [font]):
                program = {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.FontDescriptor)
                found.append((str(each.BaseFont), bool(program)))
    return found


def language_of(data: bytes) -> str:
    """The document's own language."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return str(pdf.Root.Lang)


def _opened(data: bytes) -> Any:
    return pypdfium2.PdfDocument(data)  # type: ignore[no-untyped-call]


def pages(data: bytes) -> list[tuple[int, int]]:
    """The pages' sizes in millimetres."""
    document: Any = _opened(data)
    sizes = [page.get_size() for page in document]
    return [(round(w * MILLIMETRES), round(h * MILLIMETRES)) for w, h in sizes]


def text_of(data: bytes) -> str:
    """All that it says, without blanks: a line may break, and a word be divided, anywhere."""
    document: Any = _opened(data)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return bare(text)


def bare(text: str) -> str:
    """A text as `text_of` gives it."""
    return re.sub(r"\s|[\u200b\ufffe\u00ad\u2010-]", "", unicodedata.normalize("NFKC", text))


def picture(data: bytes, dpi: int) -> Image:
    """The first page as a printer would see it."""
    image: Image = _opened(data)[0].render(scale=dpi / 72).to_pil()
    return image


def scanned(data: bytes, dpi: int = 150) -> str:
    """What a phone reads on the first page."""
    (code,) = zxingcpp.read_barcodes(picture(data, dpi))
    return str(code.text)
