import FledglingJSON

typealias JSON = FledglingJSON.JSON
