# METADATA
# title: Data lives on the volume of a single instance
# description: A database that you run yourself on one instance is gone with the instance or its zone, and nothing fails over.
# custom:
#   severity: error
#   resource_types: [aws_instance]
#   objectives: [availability]
#   remediation: Use a managed database in several zones, or run a cluster that fails over by itself.
#   since: 0.1.0
package resilint.spof.data_on_single_instance

import data.resilint.lib

findings contains finding if {
	some instance in input.by_type.aws_instance
	lib.must_survive(instance, "instance")
	lib.on_path(instance)
	lib.independent(instance)
	not lib.copied(instance)
	volume := lib.data_volume(instance)
	finding := lib.with_related(
		lib.at(instance, [], sprintf("`%s` keeps data on its own volume: it fails with the instance and with its zone", [instance.address])),
		[{"address": volume, "at": [], "message": "the data"}],
	)
}
