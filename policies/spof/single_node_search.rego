# METADATA
# title: Search domain has a single data node
# description: "With one data node there are no replicas: the index is gone with the node."
# custom:
#   severity: warning
#   roles: [search]
#   objectives: [availability]
#   remediation: Use three data nodes over three zones.
#   equivalents: [CKV2_AWS_59, CKV_AWS_318]
#   since: 0.1.0
package resilint.spof.single_node_search

import data.resilint.lib

findings contains finding if {
	some domain in input.by_role.search
	domain.nodes.value < 2
	lib.must_survive(domain, "instance")
	not lib.in_cluster(domain)
	not lib.regional(domain)
	finding := lib.finding(domain, domain.nodes, sprintf("search domain `%s` has %s", [domain.address, lib.counted(domain.nodes, "data node", "data nodes")]))
}
