# What the rooms' errors say, English. Keys are the same in errors.zh.ftl; what a parser or the system says is { $reason }.

## Units, numbers, distributions
problem-dimension-mismatch = Dimensions differ: { $left } is { $left_dimension }, { $right } is { $right_dimension }
problem-dimension-mismatch-remedy = Give a unit of the product's own dimension with --unit.
problem-unknown-unit = Unknown unit “{ $symbol }” in “{ $text }”
problem-unknown-unit-remedy = Known units: kg, t, 万吨, MJ, kWh, 万kWh, tce, m3, Nm3, t*km, item, …
problem-unit-syntax = “{ $text }” does not read as a unit: { $reason } is expected at character { $at }
problem-unit-syntax-remedy = Write it like kg, t*km, kgCO2e/kWh or m^3.
problem-number = “{ $text }” does not begin with a number
problem-number-remedy = Write the number first, then its unit, such as 1 t.
problem-factor-too-large = The unit's conversion factor is too large to be exact
problem-factor-too-large-remedy = Use a unit nearer to the amount.
problem-distribution = “{ $text }” does not read as a distribution: { $reason }
problem-distribution-remedy = Write it like lognormal(gsd=1.2), normal(sd=0.1) or uniform(min=1,max=2).
problem-uncertainty-syntax = Uncertainty “{ $text }”: { $expected } is expected at character { $at }
problem-uncertainty-form = Uncertainty “{ $text }”: there is no form “{ $form }”; use lognormal, normal, uniform, triangular or pert
problem-uncertainty-arguments = Uncertainty “{ $text }”: { $form } takes { $takes }
problem-uncertainty-not-finite = { $name } must be a finite number, not { $value }
problem-uncertainty-negative = { $name } must not be negative, but is { $value }
problem-uncertainty-unordered = min ≤ mode ≤ max is needed, but min = { $min }, mode = { $mode }, max = { $max }
problem-uncertainty-amount-outside = The amount { $amount } lies outside its bounds { $min } to { $max }
problem-pedigree-syntax = Pedigree “{ $text }”: five scores 1 to 5 are expected, parted by “;”, and optionally “@” and a basic variance
problem-pedigree-score = Pedigree “{ $text }”: the { $indicator } score must be 1 to 5, not “{ $score }”

## The model
problem-formula-syntax = Formula “{ $formula }” does not read at character { $at }: { $reason }
problem-formula-syntax-remedy = Formulas take + - * / ^, parentheses, names of parameters and functions such as min, max, exp, ln.
problem-unknown-parameter = Formula “{ $formula }” uses “{ $name }”, which is not defined
problem-unknown-parameter-remedy = Define the parameter, or correct its name.
problem-parameter-ring = Parameters depend on each other in a ring: { $ring }
problem-parameter-ring-remedy = Give one of them a number.
problem-formula-not-finite = Formula “{ $formula }” gives { $value }, which is no finite number
problem-formula-not-finite-remedy = Check divisors and exponents.
problem-patch-syntax = The patch does not read: { $reason }
problem-patch-syntax-remedy = docs/formats/patch.md shows the form.
problem-patch-target = Patch “{ $patch }”, change { $change }: { $reason }
problem-patch-target-remedy = Check the ids with `verdigris find`.

## Packaged factors and standards
problem-not-available = Not available: needs { $what }
problem-not-available-remedy = Give your own value with its source.
problem-superseded = { $standard } does not hold in { $year }: it was superseded by { $successor }
problem-superseded-remedy = Use what replaced it.
problem-registry-row = { $file }, row { $row }: { $reason }
problem-registry-row-remedy = Correct the row; the documents under docs/formats show the columns.

## A plant's records
problem-activity-row = { $file }, row { $row }: { $reason }
problem-activity-row-remedy = Correct the row; docs/formats/activity.md shows the form.
problem-unknown-sector = There is no sector “{ $sector }”; there are: { $known }
problem-unknown-sector-remedy = Choose one of these, by id or name.
problem-unknown-item = { $place }: there is no item or measure “{ $id }”
problem-unknown-item-remedy = Choose items and measures from the lists of the template.
problem-activity-unit = { $place }: the unit does not fit: { $reason }
problem-activity-unit-remedy = Choose a unit from the list of the template.
problem-no-output = No footprint and no diagnosis per output: needs the production of one of { $products }
problem-no-output-remedy = Record the output of a main product of the sector.
problem-activity-overflow = { $item }: the total is too large for exact decimals
problem-activity-overflow-remedy = Check the unit of its amounts.

## Accounting schemes
problem-scheme = Accounting scheme { $scheme } does not read: { $reason }
problem-scheme-remedy = docs/methods/accounts.md shows the form.
problem-unknown-scheme = There is no accounting scheme “{ $id }”; there are: { $known }
problem-unknown-scheme-remedy = Choose one of these with --scheme.
problem-scheme-superseded = Accounting scheme { $scheme } does not hold for { $year }: it was superseded by { $successor }
problem-scheme-superseded-remedy = Use what replaced it, or the records of an earlier year.
problem-scheme-not-yet = Accounting scheme { $scheme } holds for years from { $first }, not for { $year }
problem-scheme-not-yet-remedy = Use the scheme of that year.
problem-scheme-sector = Accounting scheme { $scheme } does not cover the sector { $sector }; it covers { $covered }
problem-scheme-sector-remedy = Leave --scheme out to use all that hold for the plant.
problem-not-comparable = Accounts of { $from } and { $to } cannot be compared: { $reason }
problem-not-comparable-remedy = Compare accounts of one plant and of one kind.

## Files
problem-io = { $path } cannot be read or written: { $reason }
problem-io-remedy = Check that the path exists and may be read or written.
problem-archive-damaged = { $path }: the archive is damaged: { $reason }
problem-archive-damaged-remedy = Download or export it again; its end or a member is missing or altered.
problem-archive-unsafe-member = { $path }: member “{ $member }” is refused: { $reason }
problem-archive-unsafe-member-remedy = Pack the files again with relative names and without links.
problem-archive-duplicate-member = { $path }: { $count } members share the name of another, such as “{ $member }”
problem-archive-duplicate-member-remedy = Pack the files again so that every member has a name of its own.
problem-limit-exceeded = { $path }: { $what } is { $found }, more than the limit of { $limit }
problem-limit-exceeded-remedy = Raise the import limits if the file comes from someone you trust.
problem-unknown-format = { $path }: the format is not recognised: { $reason }
problem-unknown-format-remedy = Name the format, or give an openLCA JSON-LD, ILCD, EcoSpold, SimaPro, Brightway or table file.
problem-syntax = { $member }, line { $line }, column { $column }: { $reason }
problem-syntax-remedy = Correct the file at that place or export it again.
problem-encoding = { $member }: byte { $at } is not { $encoding }
problem-encoding-remedy = Save the file as UTF-8 or name its encoding.
problem-structure = { $member }: { $reason }
problem-structure-remedy = Export the data again from the program they come from.
problem-write = { $what } cannot be written: { $reason }
problem-write-remedy = Choose another format or another file.

## The life-cycle engine
problem-inventory-not-square = The system has { $products } products and { $activities } activities; every product needs one producer
problem-inventory-dimension = { $what }: expected { $expected }, found { $found }
problem-inventory-declared-pair = The production of product { $product } declared for activity { $activity } cannot be used
problem-inventory-unpaired = No producer is left for products { $products }, no product for activities { $activities }
problem-inventory-no-production = Activity { $activity } makes none of its product on balance
problem-inventory-not-finite = Activity { $activity } has an infinite or undefined amount of product { $product }
problem-inventory-outside = Index { $index } is outside a system of { $size }
problem-inventory-singular = The loop of activities { $activities } has no unique solution
problem-inventory-uncertain-place = The { $matrix } has no entry at row { $row }, column { $column }, on which an uncertain amount falls
problem-inventory-runs-differ = The two runs cannot be joined: { $reason }
problem-inventory-plan-mismatch = The stored plan belongs to another structure
problem-inventory-plan-damaged = The stored plan is damaged: { $reason }

## The diagnosis
problem-diagnosis-row = Measures: { $file }, row { $row }: { $reason }
problem-diagnosis-row-remedy = Correct the file; docs/methods/diagnosis.md shows the form.
problem-diagnosis-shape = { $what }: { $expected } values are expected, { $found } found
problem-diagnosis-value = { $what }: { $value } is not { $needed }
problem-diagnosis-unit = { $what }: { $left } cannot be compared with { $right }
problem-diagnosis-unit-remedy = Give both in units of one dimension.
problem-diagnosis-overflow = { $what }: the number is too large to be written exactly
problem-diagnosis-unknown = There is no { $what } “{ $id }”
problem-diagnosis-programme = The efficiency of { $unit } cannot be evaluated: { $reason }
problem-diagnosis-evaluation = { $what } cannot be evaluated on the plant: { $reason }
problem-diagnosis-evaluation-remedy = Check the parameters the measure names; docs/methods/diagnosis.md shows the form.

## Rules of the alliance
problem-bad-id = “{ $text }” is no id; ids have 32 characters 0–9 and a–f
problem-unknown-word = “{ $word }” is no word of this list
problem-grant-terms = The terms do not read: { $reason }
problem-grant-terms-remedy = Name at least one plant, one field and an end.
problem-grant-history = The grant's history does not read: { $reason }

## The store
problem-database-unavailable = The database does not answer: { $reason }
problem-database-unavailable-remedy = Check that it runs and can be reached, then try again.
problem-database-address = The address of the database does not do: { $reason }
problem-database-address-remedy = Check address, name and password of the database; docs/guide/server.md shows them.
problem-database-tls = sslmode={ $mode }: this program speaks to PostgreSQL without TLS
problem-database-tls-remedy = Use a local socket, or a tunnel or proxy that ends TLS on this machine; docs/guide/server.md says how.
problem-database-unencrypted = The database on { $host } would be spoken to unencrypted
problem-database-unencrypted-remedy = Use a local socket or a tunnel that ends TLS on this machine; where the network itself is safe, say so with sslmode=disable.
problem-database-damaged = The database is damaged or no database: { $reason }
problem-database-damaged-remedy = Keep the file as it is and restore the latest backup with `verdigris restore`.
problem-database-newer = The database is of schema { $found }; this program knows up to { $known }
problem-database-newer-remedy = Use the newer program: a database is never taken back.
problem-database-other = Migration { $number } of this database is not the one this program knows
problem-database-other-remedy = It was made by another program: use that one, or another data folder.
problem-database-role = The database role { $role } is missing; let an administrator run: { $statements }
problem-database-role-remedy = docs/formats/store.md tells what the role is for.
problem-database = The database refused: { $reason }
problem-database-remedy = Try again; if it stays, give the operator the time and the request id.
problem-refused = The database itself refuses this to the reader
problem-refused-remedy = Nothing of it may be read; tell the operator if a grant says otherwise.
problem-bad-row = A stored value does not read: { $what }
problem-bad-row-remedy = `verdigris log verify` tells whether the store is whole; restore the latest backup where it is not.
problem-backup = The backup or its restoration is refused: { $reason }
problem-backup-remedy = Choose another file or folder; for PostgreSQL use its own tools.
problem-file = { $path }: { $reason }
problem-file-remedy = Check that the path exists, that this program's user may use it and that the disk has room.
problem-log-broken = The log does not hold: { $reason }
problem-log-broken-remedy = Keep this data folder as it is, and compare with the latest backup and checkpoints others have kept.
