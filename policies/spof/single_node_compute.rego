# METADATA
# title: Compute group may run on a single instance
# description: When the only instance fails or is replaced, nothing serves requests until another one is up.
# related_resources:
#   - https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/use-bulkhead-architectures.html
# custom:
#   severity: error
#   roles: [compute]
#   objectives: [availability]
#   remediation: Raise the minimum capacity to two or more instances, in different zones.
#   equivalents: [CKV_AZURE_212]
#   since: 0.1.0
package resilint.spof.single_node_compute

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.nodes.value < 2
	lib.must_survive(compute, "instance")
	lib.independent(compute)
	lib.on_path(compute)
	not lib.in_cluster(compute)
	not lib.data_volume(compute)
	not lib.standby(compute)
	not lib.shares_work(compute)
	finding := lib.finding(compute, compute.nodes, sprintf("compute group `%s` may run %s only, the least for surviving the loss of one is 2", [compute.address, lib.counted(compute.nodes, "instance", "instances")]))
}
