# METADATA
# title: Direct Connect uses a single location
# description: "All connections end in the same building: its failure cuts the private link."
# related_resources:
#   - https://aws.amazon.com/directconnect/resiliency-recommendation/
# custom:
#   severity: warning
#   resource_types: [aws_dx_connection]
#   objectives: [availability]
#   remediation: Add a connection at a second location.
#   since: 0.1.0
package resilint.spof.single_direct_connect_location

import data.resilint.lib

findings contains finding if {
	some connection in input.by_type.aws_dx_connection
	lib.must_survive(connection, "az")
	count({other.attributes.location | some other in input.by_type.aws_dx_connection}) < 2
	count(input.by_type.aws_dx_connection) == count([other | some other in input.by_type.aws_dx_connection; other.attributes.location])
	finding := lib.at(connection, ["location"], sprintf("`%s` and every other connection end at `%s`", [connection.address, connection.attributes.location]))
}
