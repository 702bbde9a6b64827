import Formats
import Testing

@Suite("Descriptions: schema and documentation")
struct FormatDescriptionTests {
  private let format = FormatDescription(of: Fleet.object)

  @Test("the schema says what decoding accepts")
  func schema() {
    let schema = FormatDescription(of: Ship.object)
      .schema(identifier: "ship.schema.json", title: "A ship")
    #expect(
      JSONText.pretty(schema) == #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "ship.schema.json",
          "title": "A ship",
          "$ref": "#/$defs/Ship",
          "$defs": {
            "Ship": {
              "description": "One ship.",
              "type": "object",
              "properties": {
                "id": {
                  "type": "string",
                  "pattern": "^[a-z0-9][a-z0-9_-]*$",
                  "description": "Name by which others refer to it."
                },
                "rig": {
                  "oneOf": [
                    {
                      "const": "sloop",
                      "description": "one mast"
                    },
                    {
                      "const": "schooner",
                      "description": "two masts"
                    }
                  ],
                  "description": "Its rig.",
                  "default": "sloop"
                },
                "length": {
                  "anyOf": [
                    {
                      "type": "number",
                      "exclusiveMinimum": 0,
                      "x-unit": "m"
                    },
                    {
                      "$ref": "#/$defs/Length"
                    }
                  ],
                  "description": "Its length.",
                  "default": 10
                },
                "escort": {
                  "anyOf": [
                    {
                      "type": "string"
                    },
                    {
                      "type": "null"
                    }
                  ],
                  "description": "The ship that escorts it.",
                  "default": null
                },
                "description": {},
                "note": {},
                "$schema": {}
              },
              "required": ["id"],
              "additionalProperties": false
            },
            "Length": {
              "description": "A length.",
              "oneOf": [
                {
                  "type": "object",
                  "properties": {
                    "distribution": {
                      "const": "uniform",
                      "description": "How it is drawn. Any number as likely."
                    },
                    "low": {
                      "type": "number",
                      "description": "Least value."
                    },
                    "high": {
                      "type": "number",
                      "exclusiveMinimum": 0,
                      "x-unit": "m",
                      "description": "Greatest value.",
                      "default": 1
                    },
                    "description": {},
                    "note": {},
                    "$schema": {}
                  },
                  "required": ["distribution", "low"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": {
                    "distribution": {
                      "const": "unknown",
                      "description": "How it is drawn. Nobody knows."
                    },
                    "description": {},
                    "note": {},
                    "$schema": {}
                  },
                  "required": ["distribution"],
                  "additionalProperties": false
                }
              ]
            }
          }
        }

        """#)
  }

  @Test("the tables of keys name type, default and meaning")
  func markdown() {
    #expect(
      format.markdown == #"""
        ### Fleet

        A fleet of ships.

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `name` | string | required | What the fleet is called. |
        | `limit` | probability ≥ 0 and ≤ 1 | `0.5` | Probability of a storm. |
        | `crew` | integer ≥ 1 | `1` | Sailors on each ship. |
        | `active` | true or false | `true` | Whether it sails. |
        | `flag` | string or null | `null` | Its flag, if it shows one. |
        | `ships` | array of [Ship](#ship) | required | Its ships. |
        | `stores` | object from id of a ship to number ≥ 0, t | `{}` | Stores on each ship. |
        | `tide` | [Tide](#tide) | its own defaults | The tide. |

        ### Ship

        One ship.

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `id` | id of this ship | required | Name by which others refer to it. |
        | `rig` | `sloop` (one mast), `schooner` (two masts) | `"sloop"` | Its rig. |
        | `length` | number > 0, m, or [Length](#length) | `10` | Its length. |
        | `escort` | id of a ship or null | `null` | The ship that escorts it. |

        ### Length

        A length.

        #### `uniform`

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `distribution` | `uniform` | required | How it is drawn. Any number as likely. |
        | `low` | number | required | Least value. |
        | `high` | number > 0, m | `1` | Greatest value. |

        #### `unknown`

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `distribution` | `unknown` | required | How it is drawn. Nobody knows. |

        ### Tide

        What the water does.

        #### `ebb`

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `hour` | number ≥ 0 and < 24, h | `0` | When. |
        | `kind` | `ebb` | required | Which way it goes. Water falls. |

        #### `flood`

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `hour` | number ≥ 0 and < 24, h | `0` | When. |
        | `kind` | `flood` | required | Which way it goes. Water rises. |
        | `metres` | number > 0 and < 20, m | required | How far. |

        """#)
  }
}
