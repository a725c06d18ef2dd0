package resolvers

// Reached returns the fields that preloading knows, by type.
func Reached() map[string]map[string]bool {
	fields := map[string]map[string]bool{}
	for typeName, steps := range reach {
		fields[typeName] = map[string]bool{}
		for field := range steps {
			fields[typeName][field] = true
		}
	}
	return fields
}
