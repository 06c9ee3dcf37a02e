"""Who pays late in *Demo Ltd*, where he is reached and what he said, as plain values."""

#: Letters that wait today, beside a demand.
REMINDED = (
    ("Gorse Garages", 'reminder'), ("Dune Hotels", 'reminder'), ("Kelp Wholesale", 'reminder'),
    ("Elm Pharma", 'statement'),
)
#: Where somebody is to be found and reached: street, city, zip, whom to call, telephone.
REACHED = {
    "Heath Builders": ("41 Quarry Road", "Dayton", "45402", "Rosa Heath", "+1 937 555 0141"),
    "Gorse Garages": ("8 Mill Lane", "Akron", "44308", "Tom Gorse", "+1 330 555 0108"),
    "Maple Print": ("120 Press Street", "Toledo", "43604", "Ann Maple", "+1 419 555 0120"),
    "Nettle Cosmetics": ("7 Garden Row", "Columbus", "43215", "Vera Nettle", "+1 614 555 0107"),
    "Juniper Textiles": ("Av. Juarez 55", "Puebla", "72000", "Luis Ortega", "+52 222 555 0155"),
    "Dune Hotels": ("1 Beach Drive", "Tampa", "33602", "Kim Dune", "+1 813 555 0101"),
    "Kelp Wholesale": ("300 Dock Street", "Mobile", "36602", "Ira Kelp", "+1 251 555 0130"),
}
#: Talks of the last weeks: customer, days ago, outcome, what was said.
TALKS = (
    ("Gorse Garages", 16, 'no_answer', "Nobody took the call"),
    ("Gorse Garages", 15, 'call_back', "Tom Gorse is back on Monday"),
    ("Heath Builders", 21, 'will_pay', "Half of the oldest invoice after the next stage is billed"),
    ("Heath Builders", 9, 'cannot_pay', "Their own customer does not pay them"),
    ("Dune Hotels", 12, 'will_pay', "In the run of the 15th"),
    ("Maple Print", 13, 'refuses', "Says the machines were never accepted"),
    ("Kelp Wholesale", 6, 'confirmed', "Invoice is there and released for payment"),
    ("Nettle Cosmetics", 14, 'no_answer', "The number rings, nobody answers"),
    ("Nettle Cosmetics", 10, 'no_answer', "Again nobody"),
    ("Nettle Cosmetics", 5, 'no_answer', "The shop next door says that it is closed"),
)
#: Disputes: customer, part of the oldest line, reason, days ago, what the customer says.
DISPUTED = (
    ("Juniper Textiles", 0.2, 'damaged', 4, "Two pallets arrived wet; photos follow"),
    ("Kelp Wholesale", 0.1, 'price', 8, "Billed at the list price, agreed was 5 % less"),
    ("Dune Hotels", 0.05, 'quantity', 25, "Says that three boxes were missing"),
)
