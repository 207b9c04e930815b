# METADATA
# title: Secret comes from another region
# description: What runs here reads a secret of another region. When that region is lost, nothing new starts here.
# custom:
#   severity: warning
#   roles: [compute, other]
#   resource_types: [aws_ecs_task_definition, aws_launch_template]
#   objectives: [rto]
#   remediation: Replicate the secret, and read the replica of the own region.
#   since: 0.1.0
package resilint.cross_region.secret_in_other_region

import data.resilint.lib

findings contains finding if {
	some needed in input.by_role.secret
	some edge in input.graph.referrers[needed.address]
	reader := input.resources[edge.address]
	runs_code(reader)
	lib.apart(needed.region.value, reader.region.value)
	not copied_here(needed, reader.region.value)
	lib.beside_another_region(reader)
	finding := lib.with_related(
		lib.at(reader, edge.at, sprintf("`%s` in `%s` reads `%s` in `%s`", [reader.address, reader.region.value, needed.address, needed.region.value])),
		[{"address": needed.address, "at": [], "message": "the secret"}],
	)
}

runs_code(resource) if resource.role == "compute"

runs_code(resource) if resource.type in {"aws_ecs_task_definition", "aws_launch_template"}

# The name leads to the copy in the own region.
copied_here(needed, region) if {
	some replica in needed.replicas.value
	replica.region == region
}
