"""Records as bytes and back: MessagePack, whose schema is the types of the records.

Source: MessagePack, its specification at github.com/msgpack/msgpack; msgspec reads it and checks
every value against its type.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from markdown_it.token import Token

from builder.records.text import Tokens, Written

if TYPE_CHECKING:  # `plumbline run` stores no record and does not wait for the import
    import msgspec

_T = TypeVar("_T")
ReadTokens = Callable[[Written], tuple[Token, ...]]


class Serializer(Generic[_T]):
    """Writes values of one type and reads what it has written."""

    def __init__(self, kind: Any, read_tokens: ReadTokens | None = None) -> None:
        """Serialize values of the type `kind`.

        The tokens of texts are not written: `read_tokens` reads them anew.
        """
        self._kind = kind
        self._read_tokens = read_tokens

    def write(self, value: _T) -> bytes | None:
        """Return the bytes of the value, equal for equal values.

        `None` for a value that has none, as an integer beyond 64 bits.
        """
        try:
            return self._encoder.encode(value)
        except (TypeError, ValueError, OverflowError, RecursionError):
            return None

    def read(self, raw: bytes) -> _T | None:
        """Return the value; `None` for bytes that are no value of this type."""
        import msgspec

        try:
            value: _T = self._decoder.decode(raw)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        return value

    @cached_property
    def _encoder(self) -> "msgspec.msgpack.Encoder":
        import msgspec

        return msgspec.msgpack.Encoder(enc_hook=_write_tokens, order="deterministic")

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
