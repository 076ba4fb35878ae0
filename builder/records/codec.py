"""Records as bytes and back: MessagePack without a schema of its own, as the types of the records are one.

Source: MessagePack, its specification at github.com/msgpack/msgpack; msgspec reads it and checks every value against the type.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from builder.records.text import Tokens, Written

if TYPE_CHECKING:  # imported when something is first written or read: `run` keeps no record, and does not wait for it
    import msgspec

_T = TypeVar("_T")
_Read = Callable[[Written], tuple[Any, ...]]


class Codec(Generic[_T]):
    """Writes values of one type, and reads what it has written."""

    def __init__(self, kind: Any, read_tokens: _Read | None = None) -> None:
        """`kind` is the type; `read_tokens` reads the tokens of the texts in it, where there are any: they are not written."""
        self._kind = kind
        self._read_tokens = read_tokens

    def write(self, value: _T) -> bytes | None:
        """The value; `None` where it cannot be written: it holds a whole number beyond 64 bits, say."""
        import msgspec

        try:
            return msgspec.msgpack.encode(value, enc_hook=_write_tokens)
        except (TypeError, ValueError, OverflowError, RecursionError):
            return None

    def read(self, raw: bytes) -> _T | None:
        """The value; `None` for what is none of this type."""
        import msgspec

        try:
            value: _T = self._decoder.decode(raw)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        return value

    @cached_property
    def _decoder(self) -> "msgspec.msgpack.Decoder[Any]":
        import msgspec

        return msgspec.msgpack.Decoder(self._kind, dec_hook=self._read_custom)

    def _read_custom(self, kind: type, found: object) -> Tokens:
        if kind is not Tokens or self._read_tokens is None:
            raise ValueError(f"'{kind.__name__}' is not read here")
        import msgspec

        return Tokens(msgspec.convert(found, Written), self._read_tokens)


def _write_tokens(value: object) -> Written:
    if isinstance(value, Tokens):
        return value.written
    raise TypeError(f"'{type(value).__name__}' is not written")
