package resilint.spof.data_on_single_instance_test

import data.resilint.spof.data_on_single_instance
import data.resilint.world_test as world

test_fails if {
	count(data_on_single_instance.findings) == 1 with input as object.union(world.of([world.resource("compute", {"type": "aws_instance"}), world.resource("block-storage", {"address": "aws_ebs_volume.d", "type": "aws_ebs_volume"}), world.resource("other", {"address": "aws_volume_attachment.a", "type": "aws_volume_attachment"})]), {"graph": {"references": {"aws_volume_attachment.a": [{"address": "aws_thing.main"}, {"address": "aws_ebs_volume.d"}]}}})
}

test_passes if {
	count(data_on_single_instance.findings) == 0 with input as world.one("compute", {"type": "aws_instance"})
}
