# METADATA
# title: Recovery time is longer than the downtime of a whole year
# description: One event that takes the whole recovery time breaks the availability of the year.
# custom:
#   severity: warning
#   roles: [entry]
#   objectives: [availability, rto]
#   remediation: Ask for a shorter recovery time, or for less availability.
#   since: 0.1.0
package resilint.objectives.objectives_contradict

import data.resilint.lib

findings contains finding if {
	some entry in input.by_role.entry
	entry.address == firsts[object.get(entry, "workload", "")]
	availability := entry.objectives.availability
	budget := (1 - availability) * 31536000
	entry.objectives.rto_seconds > budget
	finding := lib.stated(entry, "rto", {"availability": sprintf("%v %% availability is promised here", [availability * 100])}, sprintf("a recovery time of %v min is longer than the %v min a year that %v %% availability leaves", [entry.objectives.rto_seconds / 60, round((budget / 60) * 100) / 100, availability * 100]))
}

# The objectives are those of a workload: one finding is enough for each.
firsts := {workload: min(addresses) | some workload, addresses in entries_of}

entries_of[workload] contains entry.address if {
	some entry in input.by_role.entry
	entry.objectives.availability
	entry.objectives.rto_seconds
	workload := object.get(entry, "workload", "")
}
