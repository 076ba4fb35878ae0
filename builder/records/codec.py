"""Records as bytes and back: MessagePack without a schema of its own, as the types of the records are one.

Source: MessagePack, its specification at github.com/msgpack/msgpack; msgspec reads it and checks every value against the type.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import cached_property, partial
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_type_hints

from builder.records.hollow import Hollow, make_hollow
from builder.records.text import Tokens, Written

if TYPE_CHECKING:  # imported when something is first written or read: `run` keeps no record, and does not wait for it
    import msgspec

_T = TypeVar("_T")
_R = TypeVar("_R", bound=Hollow)
_S = TypeVar("_S")
_LENGTH = 4  # bytes of the number that says how long a head is
_Read = Callable[[Written], tuple[Any, ...]]


class Codec(Generic[_T]):
    """Writes values of one type, and reads what it has written."""

    has_head = False  # whether a part of what is written can be read alone

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

    def read_head(self, head: bytes, fill: Callable[[], _T]) -> _T | None:
        """The value as its head has it; `fill` gives the whole one. `None` for what is no such head."""
        raise NotImplementedError("what this codec writes has no head")

    @cached_property
    def _decoder(self) -> "msgspec.msgpack.Decoder[Any]":
        import msgspec

        return msgspec.msgpack.Decoder(self._kind, dec_hook=self._read_custom)

    def _read_custom(self, kind: type, found: object) -> Tokens:
        if kind is not Tokens or self._read_tokens is None:
            raise ValueError(f"'{kind.__name__}' is not read here")
        import msgspec

        return Tokens(msgspec.convert(found, Written), self._read_tokens)


class HeadedCodec(Codec[tuple[_R, _S]]):
    """Writes a record with what belongs to it so that its *head* can be read alone: what belongs to it, the first fields of the record, and
    which others hold their default. Fields that hold a hollow kind of record are hollow by themselves.
    """

    has_head = True

    def __init__(
        self,
        record: type[_R],
        beside: Any,
        first: tuple[str, ...],
        read_tokens: _Read | None = None,
    ) -> None:
        """`record` and `beside` are the types of the two values; `first` are the fields of the head."""
        super().__init__(tuple[record, beside], read_tokens)  # type: ignore[valid-type]  # a type that is known when it runs
        self._record, self._beside, self._first = record, beside, first
        self._sorted_out: dict[
            tuple[str, ...], tuple[dict[str, object], dict[str, type[Hollow]]]
        ] = {}  # by the fields that are bare

    def write(self, value: tuple[_R, _S]) -> bytes | None:
        """The head behind its length, then the whole."""
        import msgspec

        record, beside = value
        whole = super().write(value)
        if whole is None:
            return None
        bare = [
            name for name, default in self._defaults.items() if getattr(record, name) == default
        ]
        head = msgspec.msgpack.encode(
            ([getattr(record, name) for name in self._first], bare, beside), enc_hook=_write_tokens
        )
        return len(head).to_bytes(_LENGTH) + head + whole

    def read(self, raw: bytes) -> tuple[_R, _S] | None:
        """As in `Codec`."""
        return super().read(raw[_LENGTH + int.from_bytes(raw[:_LENGTH]) :])

    def read_head(self, head: bytes, fill: Callable[[], tuple[_R, _S]]) -> tuple[_R, _S] | None:
        """As in `Codec`."""
        import msgspec

        try:
            values, bare, beside = self._head_decoder.decode(head)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        fill_once = _Once(fill)
        known, hollow = self._sort_out(bare)
        parts = {
            name: make_hollow(kind, {}, partial(fill_once.read, name))
            for name, kind in hollow.items()
        }
        return make_hollow(
            self._record,
            {**known, **parts, **dict(zip(self._first, values, strict=True))},
            fill_once,
        ), beside

    def _sort_out(self, bare: tuple[str, ...]) -> tuple[dict[str, object], dict[str, type[Hollow]]]:
        """What is known of a record of which these fields hold their default, and which of its fields are hollow."""
        if bare not in self._sorted_out:
            known = {name: self._defaults[name] for name in bare if name in self._defaults}
            self._sorted_out[bare] = (
                known,
                {name: kind for name, kind in self._hollow.items() if name not in known},
            )
        return self._sorted_out[bare]

    @cached_property
    def _defaults(self) -> dict[str, object]:
        """The defaults of the fields that are not in the head and have one."""
        others = (field for field in fields(self._record) if field.name not in self._first)  # type: ignore[arg-type]  # it is a dataclass
        return {field.name: field.default for field in others if field.default is not MISSING}

    @cached_property
    def _hollow(self) -> dict[str, type[Hollow]]:
        """The kinds of record that fields which are not in the head hold where they hold one."""
        kinds = {
            name: [kind for kind in get_args(hint) if kind is not NoneType]
            for name, hint in self._hints.items()
        }
        kinds = {
            name: kind
            for name, kind in kinds.items()
            if name in self._defaults and self._defaults[name] is None
        }
        return {
            name: kind
            for name, (kind, *rest) in kinds.items()
            if not rest and isinstance(kind, type) and issubclass(kind, Hollow)
        }

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self._record)

    @cached_property
    def _head_decoder(self) -> "msgspec.msgpack.Decoder[Any]":
        import msgspec

        kind: Any = (
            tuple.__class_getitem__
        )  # as the types are known when it runs, and not to a type checker
        first = kind(tuple(self._hints[name] for name in self._first))
        return msgspec.msgpack.Decoder(
            kind((first, tuple[str, ...], self._beside)), dec_hook=self._read_custom
        )


class _Once:
    """A record that is read once, by whichever of its parts is asked for first."""

    def __init__(self, fill: Callable[[], tuple[Any, object]]) -> None:
        self._fill = fill
        self._record: Any = None

    def __call__(self) -> Any:
        if self._record is None:
            self._record, _ = self._fill()
        return self._record

    def read(self, name: str) -> Any:
        """One of its fields."""
        return getattr(self(), name)


def cut_head(raw: bytes) -> bytes:
    """The head of what a `HeadedCodec` has written."""
    return raw[_LENGTH : _LENGTH + int.from_bytes(raw[:_LENGTH])]


def _write_tokens(value: object) -> Written:
    if isinstance(value, Tokens):
        return value.written
    raise TypeError(f"'{type(value).__name__}' is not written")
