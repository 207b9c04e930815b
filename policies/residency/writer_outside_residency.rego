# METADATA
# title: Data is written outside first, then copied inside
# description: A store with one writer keeps every write at the writer first, wherever its replicas are.
# custom:
#   severity: error
#   roles: [database]
#   objectives: [residency]
#   remediation: Place the writer inside, or partition the data by where it belongs.
#   since: 0.1.0
package resilint.residency.writer_outside_residency

import data.resilint.lib

findings contains finding if {
	some replica in input.by_role.database
	allowed := replica.objectives.residency
	writer := input.resources[replica.replica_of.value]
	lib.region_outside(writer.region.value, allowed)
	not lib.region_outside(replica.region.value, allowed)
	finding := lib.with_related(
		lib.finding(replica, replica.replica_of, sprintf("everything in `%s` was written to `%s` in `%s` first, the objective is %s", [replica.address, writer.address, writer.region.value, concat(" or ", allowed)])),
		[{"address": writer.address, "at": [], "message": "the writer"}],
	)
}
