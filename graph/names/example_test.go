package names_test

import (
	"fmt"
	"strings"

	"github.com/factiongraph/factiongraph/graph/names"
)

func ExampleFold() {
	fmt.Println(names.Fold("Military Security Branch in Sa'sa'"))
	fmt.Println(names.Fold("the Eighth Brigade's men"))
	fmt.Println(names.Fold("اللواء الثامن"))
	// Output:
	// [military security branch sasa]
	// [8 brigade men]
	// [لوا 8]
}

func ExampleIndex_Search() {
	index := names.NewIndex([]names.Entry{
		{Key: "actor:division", Name: "Fourth Division"},
		{Key: "actor:division", Name: "الفرقة الرابعة"},
		{Key: "actor:residents", Name: "Residents of Daraa"},
		{Key: "place:daraa", Name: "Daraa"},
	})
	show := func(hits []names.Hit) {
		for _, h := range hits {
			fmt.Printf("%.3f %s %s\n", h.Score, h.Key, h.Name)
		}
	}
	show(index.Search("4th divison", 10))
	show(index.Search("Deraa", 10))
	show(index.Search("Deraa", 10, func(key string) bool { return strings.HasPrefix(key, "actor:") }))
	// Output:
	// 0.975 actor:division Fourth Division
	// 0.950 place:daraa Daraa
	// 0.689 actor:residents Residents of Daraa
	// 0.689 actor:residents Residents of Daraa
}
