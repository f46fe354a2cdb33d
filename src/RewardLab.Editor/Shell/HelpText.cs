using RewardLab.Editor.Controls;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Themes;

namespace RewardLab.Editor.Shell;

/// <summary>Help: first for the pane that has the focus, then every key.</summary>
internal static class HelpText
{
    private const int Columns = 74;
    private const int KeyColumns = 22;

    /// <summary>The help's lines: keys of the screen and of every action.</summary>
    public static IReadOnlyList<InkLine> Create(ShellView view, IReadOnlyList<EditorAction> actions)
    {
        var (title, keys) = PaneKeys.Here(view);
        var lines = new List<InkLine> { InkLine.Create(title, Ink.Accent) };
        if (view.Inspector.HasFocus && view.Inspector.Selected is { } field)
        {
            lines.Add(InkLine.Create(field.Name));
            lines.AddRange(FieldHelp.Create(field, Columns, 8));
        }

        lines.AddRange(keys.Select(entry => Line(entry.Name, entry.What)));
        lines.Add(new InkLine());
        lines.Add(InkLine.Create("Everywhere", Ink.Accent));
        lines.Add(Line("F6, Shift+F6", "next pane, previous pane"));
        lines.AddRange(actions.Where(action => action.Key is not null).Select(action => Line(action.Key!.ToString(), action.Title)));
        lines.Add(Line("right button", "menu of what is selected"));
        return lines;
    }

    private static InkLine Line(string key, string what) => new InkLine().Add(key, Ink.Series2).PadTo(KeyColumns).Add(what);
}
