# METADATA
# title: Only one bastion leads in
# description: When its zone fails, nobody reaches what stands behind it, just when they have to.
# custom:
#   severity: info
#   resource_types: [aws_instance]
#   objectives: [availability]
#   remediation: Put it into an Auto Scaling group over several zones, or use Session Manager, which needs no bastion.
#   since: 0.1.0
package resilint.spof.single_bastion

import data.resilint.lib

findings contains finding if {
	some bastion in input.by_type.aws_instance
	lib.must_survive(bastion, "az")
	leads_in(bastion)
	count([other.address | some other in input.by_type.aws_instance; leads_in(other); other.region.value == bastion.region.value]) == 1
	finding := lib.at(bastion, [], sprintf("`%s` is the only bastion in `%s`", [bastion.address, bastion.region.value]))
}

leads_in(instance) if {
	some name in [own_name(instance), object.get(instance.tags, "Name", "")]
	some word in ["bastion", "jumphost", "jump-host", "jump_host", "jumpbox", "jump-box", "jump_box", "jump-server", "jump_server"]
	contains(lower(name), word)
}

own_name(instance) := sprintf("%s %s", [instance.module, instance.name])
