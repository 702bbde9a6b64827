extension Codec {
  /// A value that may also be written in a shorter form, told apart by not being an object.
  ///
  /// Where the shorter form can say the value (`unwrap` is not nil), it is written so.
  package func orShorthand<Short: Sendable>(
    _ short: Codec<Short>, wrap: @escaping @Sendable (Short) -> Value,
    unwrap: @escaping @Sendable (Value) -> Short?
  ) -> Codec {
    Codec(
      type: "\(short.type), or \(type)",
      schema: { format in ["anyOf": [short.schema(&format), schema(&format)]] },
      encode: { unwrap($0).map(short.encode) ?? encode($0) },
      decode: { node, decoding in
        if case .object = node.value { return decode(node, &decoding) }
        return short.decode(node, &decoding).map(wrap)
      })
  }
}
