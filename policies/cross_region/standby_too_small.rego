# METADATA
# title: Standby region cannot grow to the size of the primary
# description: After a failover the standby has to carry the whole load.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [rto]
#   remediation: Raise the maximum capacity of the standby.
#   since: 0.1.0
package resilint.cross_region.standby_too_small

import data.resilint.lib

findings contains finding if {
	some primary in input.by_role.compute
	lib.must_survive(primary, "region")
	lib.on_path(primary)
	some standby in input.by_type[primary.type]
	lib.counterpart(standby, primary)
	standby.max_nodes.value < primary.nodes.value
	finding := lib.with_related(
		lib.finding(standby, standby.max_nodes, sprintf("`%s` can grow to %v, `%s` in `%s` runs at least %v", [standby.address, standby.max_nodes.value, primary.address, primary.region.value, primary.nodes.value])),
		[{"address": primary.address, "at": primary.nodes.at, "message": "the capacity it has to take over"}],
	)
}
