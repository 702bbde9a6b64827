# Prints a CSV file as read.csv reads it by default: for each column a line with its name and class, and then one line a
# cell. Texts are in quotes, a missing cell is an empty line, numbers have all their digits.
#
# Usage: Rscript --vanilla scripts/read_table.R FILE
options(encoding = "UTF-8")
table <- read.csv(commandArgs(TRUE)[1])
for (name in names(table)) {
  column <- table[[name]]
  is_missing <- is.na(column)
  cells <- if (is.numeric(column)) {
    sprintf("%.17g", column)
  } else {
    is_missing <- is_missing | column == ""
    encodeString(as.character(column), quote = '"')
  }
  cells[is_missing] <- ""
  writeLines(c(paste(encodeString(name, quote = '"'), class(column)[1]), cells))
}
