# METADATA
# title: The promised availability cannot be reached
# description: A part that everything needs is promised by its provider at less than the objective, so no luck can reach it.
# custom:
#   severity: error
#   roles: [block-storage, cache, compute, database, dns, entry, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [availability]
#   remediation: "Run the part twice, independently, or promise less: `resilint simulate` shows floor and ceiling."
#   since: 0.1.0
package resilint.objectives.availability_out_of_reach

import data.resilint.lib

findings contains finding if {
	some promise in input.promises
	promise.name == "availability"
	finding := lib.broken(promise)
}
