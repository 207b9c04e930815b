package resilint.cross_region.image_in_other_region_test

import data.resilint.cross_region.image_in_other_region
import data.resilint.world_test as world

task(region) := world.resource("other", {"address": "aws_ecs_task_definition.a", "type": "aws_ecs_task_definition", "region": {"value": region, "at": ["provider"]}, "objectives": object.union(world.standard, {"survive": "region"})})

needed(replicas) := world.resource("registry", {"address": "aws_needed.a", "type": "aws_needed", "region": {"value": "us-east-1", "at": ["provider"]}, "replicas": {"value": replicas, "at": ["replicas"]}})

needs := {"graph": {"references": {}, "referrers": {"aws_needed.a": [{"address": "aws_ecs_task_definition.a", "at": ["container_definitions"], "kind": "depends_on_data", "certain": true}]}, "paths": []}}

test_fails if {
	count(image_in_other_region.findings) == 1 with input as object.union(world.of([task("eu-west-1"), needed([])]), needs)
}

test_passes if {
	count(image_in_other_region.findings) == 0 with input as object.union(world.of([task("us-east-1"), needed([])]), needs)
}

test_passes_with_a_copy if {
	count(image_in_other_region.findings) == 0 with input as object.union(world.of([task("eu-west-1"), needed([{"region": "eu-west-1"}])]), needs)
}
