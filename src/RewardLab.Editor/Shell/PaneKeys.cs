using RewardLab.Editor.Projects;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <summary>The keys that act where the user is: the last row shows some of them, the help all.</summary>
internal static class PaneKeys
{
    private static readonly PaneKey Filter = new("/", "filter") { Word = "filter", Key = new Key('/') };

    /// <summary>The title of the part that has the focus, or of its tab, and its keys.</summary>
    public static (string Title, IReadOnlyList<PaneKey> Keys) Here(ShellView view) => view.FocusedPart switch
    {
        ShellPart.Project => ("Project", Project(view.ProjectList.Selected)),
        ShellPart.Hierarchy => ("Hierarchy",
            [
                Press(Key.Enter, "Enter", "what fits here: use, replace, wrap, add", "what fits"),
                Press(Key.Delete, "Delete", "remove it", "remove"),
                new PaneKey("Shift+Up, Shift+Down", "move it up or down"),
                Letter('e', "on prompts: edit them as a text, paste a list, add a file or a benchmark's split", ""),
                new PaneKey("d, c, v", "duplicate it, copy it, paste what was copied"),
                Press(Key.S.WithCtrl, "Ctrl+S", "save the experiment, for 'rewardlab run'", "save"),
            ]),
        ShellPart.Inspector => ("Inspector",
            [
                Press(Key.Enter, "Enter", "change the value; a check box or choice changes at once", "change"),
                new PaneKey("Left, Right", "one step down or up") { Word = "step" },
                Press(Key.Delete, "Delete", "reset to the default", "reset"),
                Press(Key.Z.WithCtrl, "Ctrl+Z", "undo", "undo"),
                new PaneKey("Ctrl+Space", "complete a path while typing; on a model, list the ids that are known"),
                Filter with { What = "filter by words of name and description" },
                new PaneKey("Esc", "cancel typing"),
            ]),
        ShellPart.Console => ("Console",
            [
                Letter('l', "all, warnings, errors", "level"),
                Filter,
                Press(Key.Space, "Space", "fold the line's run into one row, or unfold it", "fold"),
                Letter('z', "fold every run, or unfold all", "fold all"),
                Letter('w', "wrap long lines, or scroll them by Left and Right", "wrap"),
                Letter('c', "copy the line", "copy"),
                Letter('f', "follow new messages", "follow"),
                new PaneKey("Enter", "go to the place in a file that a line names"),
            ]),
        _ => (view.Tabs.IsPreviewing ? "Preview" : view.Tabs.CurrentTitle == "Recipe" ? view.Source.Name : view.Tabs.CurrentTitle, Tab(view)),
    };

    private static IReadOnlyList<PaneKey> Project(ProjectNode? node) =>
    [
        .. node?.Kind switch
        {
            ProjectNodeKind.Run => new[]
            {
                Press(Key.Enter, "Enter", "show it in the Monitor", "watch"),
                Press(Key.Space, "Space", "overlay its curves and compare its results, or no longer", "overlay"),
                Press(Key.F8, "F8", "resume it", "resume"),
            },
            ProjectNodeKind.Recipe or ProjectNodeKind.Preset or ProjectNodeKind.Experiment =>
                [Press(Key.Enter, "Enter", "open it: F5 runs it then", "open")],
            ProjectNodeKind.Plugin => [Press(Key.Enter, "Enter", "show it among the plugins", "show")],
            _ => [],
        },
        new PaneKey("Left, Right", "close and open a branch") { Word = node?.Kind == ProjectNodeKind.Group ? "branch" : "" },
        Filter,
    ];

    private static IReadOnlyList<PaneKey> Tab(ShellView view) => view.Tabs.IsPreviewing
        ? [new PaneKey("Up, Down", "move over the lines") { Word = "move" }]
        : view.Tabs.CurrentTitle switch
        {
            "Runs" =>
            [
                Press(Key.Enter, "Enter", "show a run in the Monitor", "watch"),
                Press(Key.Space, "Space", "overlay its curves", "overlay"),
                Letter('v', "open its recipe or experiment with its values", "values"),
                new PaneKey("n, t, e", "name, tags, note") { Word = "name tag note" },
                Press(Key.Delete, "Delete", "delete a run; take a job out of the queue", "delete"),
                new PaneKey("r, x", "resume, stop"),
                Letter('s', "sort by the next column; S turns the order round", "sort"),
                Filter with { What = "filter by words of name, recipe, state, values, note; #tag" },
                new PaneKey("Shift+Up, Shift+Down", "a job that waits: start it earlier or later"),
            ],
            "Monitor" =>
            [
                Press(Key.Space, "Space", "show or hide a curve", "curve"),
                Letter('s', "a scale per curve", "scales"),
                Letter('l', "logarithmic scale", "log"),
                new PaneKey("Left, Right", "in the plot: move the cursor that reads values"),
                new PaneKey("+, -, 0", "in the plot: zoom in, zoom out, show all") { Word = "zoom" },
            ],
            "Samples" =>
            [
                new PaneKey("arrows", "another image"),
                Press(Key.Enter, "Enter", "large or small; large, the same images of the runs that are overlaid stand beside it", "large"),
                Press(Key.Space, "Space", "mark an image to compare others with, side by side", "mark"),
                Letter('o', "order: as generated, best by a reward, where two differ most; O goes back", "order"),
                Letter('w', "worst first, or best first again", "worst first"),
                Letter('p', "images of one prompt only; P goes back", "prompt"),
            ],
            "Errors" => [Press(Key.Enter, "Enter", "go to the place that an error names", "go there")],
            "Plugins" => [Letter('t', "trust a plugin", "trust"), Letter('x', "disable or enable it", "disable")],
            "Results" =>
            [
                Press(Key.Enter, "Enter", "go into the selected result", "go in"),
                new PaneKey("Left, Right", "in a table: another column"),
                Letter('s', "in a table: sort by the column, descending, ascending, original order", "sort"),
                Letter('e', "export the table as CSV", "export"),
                new PaneKey("Space", "in Project, on another run: compare it with this one"),
            ],
            _ when view.Source.IsYaml =>
            [
                Press(Key.Z.WithCtrl, "Ctrl+Z", "undo, as in the tree", "undo"),
                Press(Key.E.WithCtrl, "Ctrl+E", "edit it in your own editor (VISUAL, EDITOR)", "edit"),
                Press(Key.S.WithCtrl, "Ctrl+S", "save it as it is written", "save"),
            ],
            _ => [Press(Key.Enter, "Enter, e", "edit in your own editor (VISUAL, EDITOR)", "edit")],
        };

    private static PaneKey Letter(char letter, string what, string word) => new(letter.ToString(), what) { Word = word, Key = new Key(letter) };

    private static PaneKey Press(Key key, string name, string what, string word) => new(name, what) { Word = word, Key = key };
}
