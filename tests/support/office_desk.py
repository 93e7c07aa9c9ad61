"""A person at LibreOffice: opens the file, edits it and saves it as Word, driven by a macro in a profile of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

_HEAD = """Function Place(doc As Object, words As String) As Object
  wanted = doc.createSearchDescriptor()
  wanted.SearchString = words
  wanted.SearchCaseSensitive = True
  found = doc.findFirst(wanted)
  Place = found.Text.createTextCursorByRange(found)
End Function

Sub Edit
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim doc As Object
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
"""
_TAIL = """
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "MS Word 2007 XML"
  doc.storeToURL("{target}", kind())
  doc.close(True)
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Desk" script:language="StarBasic">{}
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
  library:passwordprotected="false"><library:element library:name="Desk"/></library:library>
"""


def replace(old: str, new: str) -> str:
    """Write over words."""
    return f'Place(doc, "{old}").String = "{new}"\n'


def paragraph_after(words: str, new: str) -> str:
    """Press Enter at the end of the paragraph with the words and write another."""
    return _at_the_end(words) + _new_line() + f'at.Text.insertString(at, "{new}", False)\n'


def table_after(words: str, cells: list[list[str]]) -> str:
    """Put a table after the paragraph with the words."""
    filled = "".join(
        f'grid.getCellByPosition({column}, {row}).String = "{text}"\n'
        for row, line in enumerate(cells)
        for column, text in enumerate(line)
    )
    made = f'grid = doc.createInstance("com.sun.star.text.TextTable")\ngrid.initialize({len(cells)}, {len(cells[0])})\n'
    return _at_the_end(words) + _new_line() + made + "at.Text.insertTextContent(at, grid, False)\n" + filled


def tracked(*changes: str) -> str:
    """Make the changes with Track Changes on."""
    return "doc.RecordChanges = True\n" + "".join(changes) + "doc.RecordChanges = False\n"


def _at_the_end(words: str) -> str:
    return f'at = Place(doc, "{words}")\nat.gotoEndOfParagraph(False)\n'


def _new_line() -> str:
    return "at.Text.insertControlCharacter(at, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)\n"


class OfficeDesk:
    """LibreOffice with a profile of its own in `folder`."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        self._run("macro:///Standard.Module1.Main")  # the first start makes the profile

    def edited(self, data: bytes, *changes: str) -> bytes:
        """Return the file as LibreOffice saves it after the changes."""
        source, target = self.folder / "in.docx", self.folder / "out.docx"
        source.write_bytes(data)
        target.unlink(missing_ok=True)
        macro = _HEAD.format(source=source.as_uri()) + "".join(changes) + _TAIL.format(target=target.as_uri())
        library = self.folder / "profile" / "user" / "basic" / "Standard"
        (library / "Desk.xba").write_text(_MODULE.format(escape(macro, {'"': "&quot;"})), encoding="utf-8")
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        self._run("macro:///Standard.Desk.Edit")
        assert target.exists(), "LibreOffice saved nothing"
        return target.read_bytes()

    def _run(self, macro: str) -> None:
        profile = (self.folder / "profile").as_uri()
        command = [str(self.program), "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}"]
        subprocess.run([*command, macro], capture_output=True, timeout=180, check=False)
