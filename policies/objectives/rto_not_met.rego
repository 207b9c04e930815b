# METADATA
# title: Recovery takes longer than the objective allows
# description: The simulation of a failure that has to be survived takes longer to recover from than was promised, or nothing brings the service back.
# custom:
#   severity: error
#   roles: [block-storage, cache, compute, database, dns, entry, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [rto]
#   remediation: "Shorten the step that takes longest, or let it happen by itself: `resilint simulate` shows all of them."
#   since: 0.1.0
package resilint.objectives.rto_not_met

import data.resilint.lib

findings contains finding if {
	some promise in input.promises
	promise.name == "rto"
	finding := lib.broken(promise)
}
