"""An uploaded file, plain, ZIP or gzip, as members that can be opened: counted for progress, capped against bombs."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from sporezo.formats.reasons import Reason, Unreadable

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MARK = b"\x1f\x8b"
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may unpack to; above ``free_bytes`` at most ``ratio`` times its packed size."""

    members: int = 5_000
    free_bytes: int = 50_000_000
    ratio: int = 100
    total_bytes: int = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int


class Source:
    """The members of one upload, in the order of their names.

    Raises
    ------
    Unreadable
        For an empty file, a damaged, locked or oversized ZIP; and while a member is read, when the ZIP lied about
        its size.
    """

    def __init__(self, stream: BinaryIO, name: str = "", limits: Limits | None = None) -> None:
        self.name = name
        self.limits = limits or Limits()
        self._places: dict[str, int] = {}
        self._stream = stream
        self._archive: zipfile.ZipFile | None = None
        stream.seek(0)
        head = stream.read(4)
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        if not head:
            raise Unreadable(Reason.EMPTY_FILE)
        self._is_gzip = head.startswith(GZIP_MARK)
        if head in ZIP_MARKS:
            self.members = tuple(self._unpacked())
        elif self._is_gzip:
            self.members = (Member(name.removesuffix(".gz"), self._gzip_size(size)),)
        else:
            self.members = (Member(name, size),)
        self.bytes_total = sum(member.size for member in self.members)

    def _gzip_size(self, packed: int) -> int:
        """What the file says it unpacks to, held to the limits."""
        self._stream.seek(-4, io.SEEK_END)
        (size,) = struct.unpack("<I", self._stream.read(4))
        most = self._most(packed)
        if size > most:
            raise Unreadable(Reason.ARCHIVE_TOO_LARGE, megabytes=most // 1_000_000)
        return int(size)

    def _most(self, packed: int) -> int:
        return min(self.limits.total_bytes, max(self.limits.free_bytes, packed * self.limits.ratio))

    def _unpacked(self) -> Iterator[Member]:
        try:
            self._archive = zipfile.ZipFile(self._stream)
            entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        except _BROKEN_ZIP as error:
            raise Unreadable(Reason.BROKEN_ARCHIVE) from error
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise Unreadable(Reason.LOCKED_ARCHIVE)
        packed = sum(entry.compress_size for entry in entries)
        most = self._most(packed)
        if len(entries) > self.limits.members:
            raise Unreadable(Reason.TOO_MANY_FILES, files=self.limits.members)
        if sum(entry.file_size for entry in entries) > most:
            raise Unreadable(Reason.ARCHIVE_TOO_LARGE, megabytes=most // 1_000_000)
        names = sorted({entry.filename: entry.file_size for entry in entries}.items())
        yield from (Member(name, size) for name, size in names)

    @property
    def bytes_read(self) -> int:
        """How far the members have been read, for a progress bar."""
        return sum(self._places.values())

    def rewind(self) -> None:
        """Count anew: a first look is over, the reading begins."""
        self._places.clear()

    def reached(self, member: Member, place: int) -> None:
        """Note how far a member has been read."""
        self._places[member.name] = place

    def open(self, member: Member) -> BinaryIO:
        """A seekable binary stream over one member; close it before opening the next."""
        if self._archive is None:
            self._stream.seek(0)
            plain: IO[bytes] = self._stream
            if self._is_gzip:
                plain = cast(IO[bytes], gzip.GzipFile(fileobj=self._stream))
            return io.BufferedReader(_Counted(plain, self, member))
        try:
            inner = self._archive.open(member.name)
        except (*_BROKEN_ZIP, RuntimeError, KeyError) as error:
            raise Unreadable(Reason.BROKEN_ARCHIVE) from error
        return io.BufferedReader(_Counted(inner, self, member))


class _Counted(io.RawIOBase):
    """Tells the source how far a member has been read, and stops at the size it was said to have."""

    def __init__(self, inner: IO[bytes], source: Source, member: Member) -> None:
        self._inner = inner
        self._source = source
        self._member = member

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        if isinstance(self._inner, zipfile.ZipExtFile | gzip.GzipFile):
            self._inner.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            content = self._inner.read(len(buffer))
            place = self._inner.tell()
        except _BROKEN_ZIP as error:
            raise Unreadable(Reason.BROKEN_ARCHIVE) from error
        if place > self._member.size:
            raise Unreadable(Reason.BROKEN_ARCHIVE)
        self._source.reached(self._member, place)
        buffer[: len(content)] = content
        return len(content)
