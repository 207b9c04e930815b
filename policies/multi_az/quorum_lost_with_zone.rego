# METADATA
# title: Losing a zone takes the quorum
# description: Writes need more members than are left after the loss of the fullest zone.
# custom:
#   severity: warning
#   roles: [database, queue, search, stream]
#   objectives: [availability]
#   remediation: Spread the members over three zones, or lower the number of members that writes need.
#   since: 0.1.0
package resilint.multi_az.quorum_lost_with_zone

import data.resilint.lib

findings contains finding if {
	some role in ["database", "queue", "search", "stream"]
	some cluster in input.by_role[role]
	lib.must_survive(cluster, "az")
	cluster.zones.value > 1
	left := cluster.nodes.value - ceil(cluster.nodes.value / cluster.zones.value)
	left < cluster.quorum.value
	finding := lib.finding(cluster, cluster.quorum, sprintf("%s keeps %v of %v members when a zone fails, and needs %v", [lib.called(cluster), left, cluster.nodes.value, cluster.quorum.value]))
}
