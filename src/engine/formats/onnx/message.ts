import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A protobuf message in pieces that follow each other, so that a net's weights are not copied into it. */
export class Message {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #sizeBytes = 0;

  get pieces(): readonly Uint8Array<ArrayBuffer>[] {
    return this.#pieces;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  text(field: number, value: string): this {
    return this.#write((writer) => writer.tag(field, WireType.LengthDelimited).string(value));
  }

  /** A whole number, or the number of an enumeration's value. */
  whole(field: number, value: number): this {
    return this.#write((writer) => writer.tag(field, WireType.Varint).int64(value));
  }

  wholes(field: number, values: readonly number[]): this {
    return this.#write((writer) => {
      writer.tag(field, WireType.LengthDelimited).fork();
      for (const value of values) writer.int64(value);
      return writer.join();
    });
  }

  float(field: number, value: number): this {
    return this.#write((writer) => writer.tag(field, WireType.Bit32).float(value));
  }

  bytes(field: number, value: Uint8Array<ArrayBuffer>): this {
    this.#write((writer) => writer.tag(field, WireType.LengthDelimited).uint32(value.length));
    this.#add(value);
    return this;
  }

  message(field: number, message: Message): this {
    this.#write((writer) => writer.tag(field, WireType.LengthDelimited).uint32(message.sizeBytes));
    for (const piece of message.pieces) this.#add(piece);
    return this;
  }

  #write(write: (writer: BinaryWriter) => BinaryWriter): this {
    this.#add(write(new BinaryWriter()).finish() as Uint8Array<ArrayBuffer>);
    return this;
  }

  #add(piece: Uint8Array<ArrayBuffer>): void {
    this.#pieces.push(piece);
    this.#sizeBytes += piece.length;
  }
}
