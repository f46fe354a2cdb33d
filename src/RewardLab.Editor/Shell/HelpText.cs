using RewardLab.Editor.Controls;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Themes;

namespace RewardLab.Editor.Shell;

/// <summary>Help: first for the pane that has the focus, then every key.</summary>
internal static class HelpText
{
    private const int Columns = 74;
    private const int KeyColumns = 16;

    /// <summary>The help's lines: keys of the screen and of every action.</summary>
    public static IReadOnlyList<InkLine> Create(ShellView view, IReadOnlyList<EditorAction> actions)
    {
        var (title, keys) = Here(view);
        var lines = new List<InkLine> { InkLine.Create(title, Ink.Accent) };
        if (view.Inspector.HasFocus && view.Inspector.Selected is { } field)
        {
            lines.Add(InkLine.Create(field.Name));
            lines.AddRange(FieldHelp.Create(field, Columns, 8));
        }

        lines.AddRange(keys.Select(entry => Line(entry.Key, entry.What)));
        lines.Add(new InkLine());
        lines.Add(InkLine.Create("Everywhere", Ink.Accent));
        lines.Add(Line("F6, Shift+F6", "next pane, previous pane"));
        lines.AddRange(actions.Where(action => action.Key is not null).Select(action => Line(action.Key!.ToString(), action.Title)));
        lines.Add(Line("right button", "menu of actions"));
        return lines;
    }

    private static InkLine Line(string key, string what) => new InkLine().Add(key, Ink.Series2).PadTo(KeyColumns).Add(what);

    private static (string Title, (string Key, string What)[] Keys) Here(ShellView view) =>
        view.ProjectPane.HasFocus
            ? ("Project",
                [("Enter", "open a recipe, show a run"), ("Left, Right", "close and open a branch"), ("Space", "overlay a run's curves"), ("/", "filter")])
        : view.HierarchyPane.HasFocus
            ? ("Hierarchy",
                [
                    ("Enter", "what fits here: use, replace, wrap, add"), ("Delete", "remove it"), ("Shift+Up, Shift+Down", "move it up or down"),
                    ("Ctrl+S", "save the experiment, for 'rewardlab run'"),
                ])
        : view.InspectorPane.HasFocus
            ? ("Inspector",
                [
                    ("Enter", "change the value; a check box or choice changes at once"),
                    ("Left, Right", "one step down or up"),
                    ("Delete", "reset to the default"),
                    ("Ctrl+Space", "complete a path while typing"),
                    ("Esc", "cancel typing"),
                ])
        : view.ConsolePane.HasFocus
            ? ("Console",
                [
                    ("Enter", "go to the place in the recipe that a line names"), ("l", "all, warnings, errors"), ("/", "filter"), ("f", "follow new messages"),
                    ("Space, z", "fold the line's run into one row, every run"), ("w", "wrap long lines, or scroll them by Left and Right"),
                    ("c", "copy the line"), ("F4", "on the whole screen"),
                ])
        : view.Tabs.CurrentTitle switch
        {
            "Runs" => ("Runs",
                [
                    ("Enter", "show a run in the Monitor"),
                    ("Space", "overlay its curves"),
                    ("v", "open its recipe or experiment with its values"),
                    ("n, t, e", "name, tags, note"),
                    ("Delete", "delete a run; take a job out of the queue"),
                    ("r, x", "resume, stop"),
                    ("s, S", "sort by the next column, turn the order round"),
                    ("/", "filter by words of name, recipe, state, values, note; #tag"),
                    ("Shift+Up, Shift+Down", "a job that waits: start it earlier or later"),
                ]),
            "Monitor" => ("Monitor",
                [
                    ("Space", "show or hide a curve"),
                    ("s", "a scale per curve"),
                    ("l", "logarithmic scale"),
                    ("Left, Right", "in the plot: move the cursor that reads values"),
                    ("+, -, 0", "in the plot: zoom in, zoom out, show all"),
                ]),
            "Samples" => ("Samples",
                [
                    ("arrows", "another image"),
                    ("Enter", "large or small"),
                    ("Space", "mark an image to compare others with, side by side"),
                    ("o, O", "order: as generated, best by a reward, where two differ most"),
                    ("p, P", "images of one prompt only"),
                ]),
            "Errors" => ("Errors", [("Enter", "go to the place that an error names")]),
            "Plugins" => ("Plugins", [("t", "trust a plugin"), ("x", "disable or enable it")]),
            "Results" => ("Results",
                [
                    ("Enter", "go into the selected result"),
                    ("Left, Right", "in a table: another column"),
                    ("s", "in a table: sort by the column, descending, ascending, original order"),
                    ("e", "export the table as CSV"),
                    ("Space", "in Project, on another run: compare it with this one"),
                ]),
            _ => ("Recipe", new[] { ("Enter, e", "edit in your own editor (VISUAL, EDITOR)"), ("F5", "run it") }),
        };
}
