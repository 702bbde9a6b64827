import Formats
import Testing

@Suite("CSV")
struct CSVTests {
  private func message(_ read: () throws(InputProblems) -> Void) -> String {
    do throws(InputProblems) {
      try read()
      return "read"
    } catch {
      return error.description
    }
  }

  @Test("quotes, line ends of both kinds, a byte order mark and empty lines are read")
  func reading() throws {
    let table = try CSVTable.read(
      "\u{FEFF}name,cash,note\r\nA,1.5,\"says \"\"no\"\", twice\"\r\n\n\"B\",-2e3,\"two\nlines\"\nC,,\n",
      file: "x.csv")
    #expect(table.header == ["name", "cash", "note"])
    #expect(table.lines == [2, 4, 6])
    #expect(try table.strings("name") == ["A", "B", "C"])
    #expect(try table.strings("note") == ["says \"no\", twice", "two\nlines", ""])
    #expect(try table.optionalDoubles("cash") == [1.5, -2000, nil])
  }

  @Test("every row of the wrong shape is reported together")
  func shape() {
    #expect(
      message { () throws(InputProblems) in
        _ = try CSVTable.read("a,a,\n1,2\n1,2,3\n1,\"2\"x,3\n1,2\"2,3\n\"4", file: "x.csv")
      }
        == """
        x.csv:1: found the column "a" a second time, expected each column once
        x.csv:1: found no name for column 3, expected a name for every column
        x.csv:2: found 2 cells, expected 3, as in the header
        x.csv:4: found text after a closing double quote, expected a comma or the line's end
        x.csv:5: found a double quote inside an unquoted cell, expected a quoted cell
        x.csv:6: found a quoted cell that does not end, expected a closing double quote
        x.csv:6: found 1 cells, expected 3, as in the header
        """)
    #expect(
      message { () throws(InputProblems) in _ = try CSVTable.read("", file: "x.csv") }
        == "x.csv: found an empty file, expected a header line")
    #expect(
      message { () throws(InputProblems) in
        _ = try CSVTable.read(Array("a\n".utf8) + [0xFF], file: "x.csv")
      } == "x.csv:2:1: found the byte 0xFF, expected UTF-8 text")
  }

  @Test("every bad cell of a column is reported with line, column, found and expected")
  func cells() throws {
    let table = try CSVTable.read("id,cash\na,1\nb,nan\nc,\nd,0x10\ne,1e999\n", file: "x.csv")
    #expect(
      message { () throws(InputProblems) in _ = try table.doubles("cash") } == """
        x.csv:3 column cash: found "nan", expected a finite number
        x.csv:4 column cash: found an empty cell, expected a finite number
        x.csv:5 column cash: found "0x10", expected a finite number
        x.csv:6 column cash: found "1e999", expected a finite number
        """)
    #expect(
      message { () throws(InputProblems) in _ = try table.integers("cahs") }
        == #"x.csv:1: found no column "cahs", expected it among id, cash; did you mean "cash"?"#)
  }

  @Test("quotes only where needed, shortest doubles, and nothing for what is not finite")
  func writing() {
    var writer = CSVWriter(columns: ["name", "value,with comma"])
    writer.row(["plain", .double(0.1)])
    writer.row(["a \"b\"\nc", .double(.nan)])
    writer.row([.missing, 3])
    writer.row([.int(-4), .double(2)])
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        name,"value,with comma"
        plain,0.1
        "a ""b""
        c",
        ,3
        -4,2

        """)
  }

  @Test("what is written reads back equal")
  func roundTrip() throws {
    let texts = ["", "a", "\"", "\"\"", "a,b", "a\r\nb", " x ", "é😀"]
    let numbers: [Double] = [0.1, -1e-300, 1e300, .leastNonzeroMagnitude, 0, 1.0 / 3, 2, 7e15]
    var writer = CSVWriter(columns: ["text", "number"])
    for (text, number) in zip(texts, numbers) { writer.row([.string(text), .double(number)]) }
    let table = try CSVTable.read(writer.bytes, file: "x.csv")
    #expect(try table.strings("text") == texts)
    #expect(try table.doubles("number") == numbers)
  }
}
