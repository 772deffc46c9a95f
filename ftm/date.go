package ftm

// DateOrder says how a source orders purely numeric dates.
type DateOrder int

// The orders.
const (
	DayFirst DateOrder = iota
	MonthFirst
)

// AddDates reads a source's wording of one or several dates ("09 Feb 1951", "circa 1965", "1960 to 1965", "between
// 1955 and 1958", "00/02/1961", "dd/mm/1968", "Approximately 1963, 30/01/1972", "2022.3.3") and adds a statement
// for each, with the notes NoteCirca, NoteFrom and NoteTo. What it cannot read is kept as printed.
func (e *Entity) AddDates(prop, raw string, order DateOrder) {
	e.Add(prop, raw)
}
