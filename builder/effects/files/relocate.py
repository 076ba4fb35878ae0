"""Moves a concept's folder and updates the files that name it, without ever losing a file."""

import filecmp
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from builder.effects import WorldError
from builder.effects.publish.exchange import sync_path
from builder.records.move import MendedFile, Move


def relocate_concept(root: Path, move: Move) -> None:
    """Make the move in the atlas at `root`.

    First the new folder is made, then the other files are updated, then the old folder is removed.
    Each step is one rename of what has been written and synced beside its place. If the disk
    refuses a step, the earlier steps are undone.

    Raises: `WorldError` if the disk refuses, or if a file has changed since the move was planned;
    then nothing has changed.
    """
    old, new = root / "concepts" / move.old, root / "concepts" / move.new
    own = tuple(file for file in move.mended if move.path_after(file.path) != file.path)
    others = tuple(file for file in move.mended if file not in own)
    try:
        _refuse_changed(root, move)
        _refuse_links(old)
        with ExitStack() as undo:
            _make_new_folder(old, new, own, undo)
            for file in others:
                undo.callback(_write_beside, root / file.path, file.before)
                _write_beside(root / file.path, file.after)
            gone = _make_beside(old)
            undo.callback(gone.rmdir)
            done = undo.pop_all()  # an interrupt from here on must not remove the new folder
        try:
            os.rename(old, gone)
        except OSError:
            done.close()
            raise
    except OSError as error:
        reason = f"{error.strerror or error}: '{error.filename or old}'"
        raise WorldError(f"nothing was moved: {reason}") from error
    sync_path(old.parent)
    if changed := _find_changed(gone, new, own):
        raise WorldError(
            f"moved, but '{changed}' was written to meanwhile: "
            f"the folder before is '{gone}'; look what is missing, and remove it"
        )
    shutil.rmtree(gone, ignore_errors=True)


def _refuse_changed(root: Path, move: Move) -> None:
    for file in move.mended:
        if (root / file.path).read_bytes() != file.before:
            raise WorldError(
                f"nothing was moved: '{file.path}' was written to meanwhile; try again"
            )


def _refuse_links(folder: Path) -> None:
    """Refuse symbolic links to absolute paths, which might lead into the folder that is removed.

    Raises: `WorldError` for the first one.
    """
    for path in folder.rglob("*"):
        if path.is_symlink() and os.path.isabs(os.readlink(path)):
            raise WorldError(
                f"nothing was moved: '{path}' is a link to a whole path; "
                "put what it leads to in its place"
            )


def _make_new_folder(old: Path, new: Path, own: tuple[MendedFile, ...], undo: ExitStack) -> None:
    """Copy the folder beside its new place, update its files, and rename it into place."""
    spare = _make_beside(new)
    undo.callback(shutil.rmtree, spare, ignore_errors=True)
    shutil.copytree(old, spare, symlinks=True, dirs_exist_ok=True)
    for file in own:
        _write_beside(spare / Path(file.path).name, file.after)
    _sync_below(spare)
    os.rename(spare, new)
    undo.callback(shutil.rmtree, new, ignore_errors=True)
    sync_path(new.parent)


def _write_beside(path: Path, content: bytes) -> None:
    """Replace a file's content in one step and keep its permissions; follow a link to its file."""
    target = path.resolve(strict=True)
    handle, spare = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, spare)
        os.replace(spare, target)
    finally:
        Path(spare).unlink(missing_ok=True)
    sync_path(target.parent)


def _sync_below(folder: Path) -> None:
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink():
                sync_path(path)
        sync_path(Path(place))


def _make_beside(path: Path) -> Path:
    """Make a folder beside the path, with a hidden name, which is not read as part of the atlas."""
    return Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))


def _find_changed(old: Path, new: Path, own: tuple[MendedFile, ...]) -> str:
    """Find a file of the old folder that differs in the new one; empty if there is none.

    An updated file must still have its content of before in the old folder, also if it is a link.
    """
    before = {(old / Path(file.path).name).resolve(): file.before for file in own}
    for place, _, names in os.walk(old):
        for path in (Path(place, name) for name in names):
            copy = new / path.relative_to(old)
            if path.is_symlink():
                is_same = copy.is_symlink() and path.readlink() == copy.readlink()
            elif path.resolve() in before:
                is_same = path.read_bytes() == before[path.resolve()]
            else:
                is_same = copy.is_file() and filecmp.cmp(path, copy, shallow=False)
            if not is_same:
                return path.name
    return ""
