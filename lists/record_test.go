package lists

import "testing"

func TestIdentify(t *testing.T) {
	for _, c := range []struct{ schema, kind, number, prop, want string }{
		{"Person", "Passport", "2620003", "passportNumber", "2620003"},
		{"Person", "National ID No.", "D2345", "idNumber", "D2345"},
		{"Person", "National Identification Number", "5", "idNumber", "5"},
		{"Person", "Tax ID No.", "773600", "taxNumber", "773600"},
		{"Company", "Registration Number", "HRB 12", "registrationNumber", "HRB 12"},
		{"Company", "SWIFT/BIC", "SABRRUMM", "swiftBic", "SABRRUMM"},
		{"Vessel", "Vessel Registration Identification", "IMO 9187629", "imoNumber", "IMO9187629"},
		{"Vessel", "MMSI", "273456780", "mmsi", "273456780"},
		{"Airplane", "Aircraft Manufacturer's Serial Number (MSN)", "550", "serialNumber", "550"},
	} {
		r := NewRecord("test", "1", c.schema)
		r.Identify(c.kind, c.number, "Belarus")
		if got := r.Target().First(c.prop); got != c.want {
			t.Errorf("%s %q: %s = %q, want %q", c.schema, c.kind, c.prop, got, c.want)
		}
	}
	r := NewRecord("test", "1", "Person")
	w := r.Identify("Digital Currency Address - XBT", "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h", "")
	if w.Schema.Name != "CryptoWallet" || w.First("currency") != "XBT" {
		t.Errorf("wallet: %+v", w)
	}
	bad := NewRecord("test", "1", "Vessel")
	bad.Identify("IMO number", "1234568", "")
	if s := bad.Target().Statements; len(s) != 1 || s[0].Understood() || s[0].Original != "1234568" {
		t.Errorf("a number that fails its check is not kept as printed: %+v", s)
	}
}

func TestAttachedIDsDoNotDependOnOrder(t *testing.T) {
	a, b := NewRecord("test", "1", "Person"), NewRecord("test", "1", "Person")
	x, y := a.Attach("Address", "address", "Minsk"), a.Attach("Address", "address", "Brest")
	y2, x2 := b.Attach("Address", "address", "Brest"), b.Attach("Address", "address", "Minsk")
	if x.ID != x2.ID || y.ID != y2.ID || x.ID == y.ID {
		t.Error("ids depend on the order of attachment")
	}
}
