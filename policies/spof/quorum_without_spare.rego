# METADATA
# title: Cluster has no member to spare for its quorum
# description: More than half of the members have to agree. With two members, the loss of either stops the cluster; so does the loss of a zone that holds too many of them.
# related_resources:
#   - https://etcd.io/docs/latest/faq/
# custom:
#   severity: warning
#   roles: [cache, database, queue, search, stream]
#   objectives: [availability]
#   remediation: Run three members, or five, in as many zones.
#   since: 0.1.0
package resilint.spof.quorum_without_spare

import data.resilint.lib

findings contains finding if {
	some role in ["cache", "database", "queue", "search", "stream"]
	some cluster in input.by_role[role]
	cluster.quorum.value == cluster.nodes.value
	lib.must_survive(cluster, "instance")
	finding := lib.finding(cluster, cluster.nodes, sprintf("`%s` has %s and needs all of them", [cluster.address, lib.counted(cluster.nodes, "member", "members")]))
}

findings contains finding if {
	some role in ["cache", "database", "queue", "search", "stream"]
	some cluster in input.by_role[role]
	cluster.quorum.value < cluster.nodes.value
	cluster.zones.value > 1
	lib.must_survive(cluster, "az")
	left := cluster.nodes.value - ceil(cluster.nodes.value / cluster.zones.value)
	left < cluster.quorum.value
	finding := lib.finding(cluster, cluster.zones, sprintf("without its fullest zone `%s` has %v of %v members left, and needs %v", [cluster.address, left, cluster.nodes.value, cluster.quorum.value]))
}
