# METADATA
# title: Container registry is not replicated to another region
# description: The standby region cannot start a single task without images.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
# custom:
#   severity: warning
#   roles: [registry]
#   objectives: [rpo, rto]
#   remediation: Replicate it to the standby region.
#   equivalents: [CKV_AZURE_165]
#   since: 0.1.0
package resilint.cross_region.no_cross_region_registry

import data.resilint.lib

findings contains finding if {
	some registry in input.by_role.registry
	not registry.replica_of.value
	not registry.member_of.value
	lib.must_survive(registry, "region")
	count(registry.replicas.value) == 0
	finding := lib.finding(registry, registry.replicas, sprintf("registry `%s` is not replicated to another region", [registry.address]))
}
