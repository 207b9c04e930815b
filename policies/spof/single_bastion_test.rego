package resilint.spof.single_bastion_test

import data.resilint.spof.single_bastion
import data.resilint.world_test as world

instance(name) := world.resource("compute", {"address": sprintf("aws_instance.%s", [name]), "type": "aws_instance", "name": name, "region": {"value": "eu-west-1", "at": ["provider"]}})

test_fails if {
	count(single_bastion.findings) == 1 with input as world.of([instance("bastion"), instance("app")])
}

test_passes_with_two if {
	count(single_bastion.findings) == 0 with input as world.of([instance("bastion_a"), instance("bastion_b")])
}

test_passes if {
	count(single_bastion.findings) == 0 with input as world.of([instance("app")])
}
