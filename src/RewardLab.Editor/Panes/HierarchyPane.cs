using RewardLab.Editor.Controls;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The experiment as a tree: what is there, what is missing, and what can be done with each.</summary>
internal sealed class HierarchyPane : View
{
    private readonly Appearance _appearance;
    private readonly ItemList _list;
    private ExperimentDocument? _document;

    public HierarchyPane(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        _list = new ItemList(appearance) { Count = () => Rows.Count, Row = Row, Hint = static () => "Ctrl+N starts a new experiment" };
        _list.Chosen += _ => NodeChosen?.Invoke();
        _list.Entered += Ask;
        _list.ContextRequested += (row, place) => MenuRequested?.Invoke(Rows[row], place);
        _list.KeyPressed += OnListKey;
        Add(_list);
    }

    /// <summary>Another node is selected.</summary>
    public event Action? NodeChosen;

    /// <summary>What can be done with a node is asked for, at a place of the screen; null where no pointer asks.</summary>
    public event Action<HierarchyNode, System.Drawing.Point?>? MenuRequested;

    /// <summary>A key that the tree itself has no use for; whether it was used.</summary>
    public event Func<HierarchyNode, Key, bool>? KeyPressed;

    /// <summary>The experiment; null for none.</summary>
    public ExperimentDocument? Document
    {
        get => _document;
        set
        {
            _document = value;
            _list.Select(0);
            SetNeedsDraw();
        }
    }

    /// <summary>The selected node; null where there is none.</summary>
    public HierarchyNode? Selected => _list.Selected >= 0 ? Rows[_list.Selected] : null;

    /// <summary>What the title's row says.</summary>
    public string Remark =>
        _document is null
            ? ""
            : $"{(_document.ForeignText is not null ? "changed on disk" : _document.IsChanged ? "not saved" : "")}"
                + $"{(_document.Problems.Count > 0 ? $"{(_document.IsChanged ? ", " : "")}{_document.Problems.Count} missing" : "")}";

    private IReadOnlyList<HierarchyNode> Rows => _document?.Rows ?? [];

    /// <summary>Selects the node of a place, or the nearest above it.</summary>
    public void Select(string place)
    {
        var row = Rows.Index().Where(row => place.StartsWith(row.Item.Place, StringComparison.Ordinal)).MaxBy(row => row.Item.Place.Length);
        _list.Select(row.Index);
        NodeChosen?.Invoke();
    }

    private InkLine Row(int index, int width)
    {
        var node = Rows[index];
        var problem = _document!.Problems.Any(one => one.Place == node.Place) || _document.Drafts.Keys.Any(key => key.Place == node.Place);
        var line = new InkLine().Add(problem ? "!" : " ", Ink.Bad).Add(new string(' ', node.Depth * 2));
        if (node.Role.Length > 0)
        {
            line.Add($"{node.Role}  ", Ink.Dim);
        }

        var isSaid = node.Component?.Reference.Options.Count > 0;
        return line.Add(
            node.Title.Length > 0 ? node.Title : "none", problem ? Ink.Bad : node.Title.Length == 0 ? Ink.Dim : node.Depth == 0 ? Ink.Accent : Ink.Normal)
            .Add(isSaid ? $" {_appearance.Glyphs.Bullet}" : "", Ink.Changed);
    }

    private void Ask(int row)
    {
        if (Rows[row] is { } node && (node.Menu.Any() || node.Clip is not null))
        {
            MenuRequested?.Invoke(node, null);
        }
    }

    private bool OnListKey(int row, Key key) => Selected is { } node && (KeyPressed?.Invoke(node, key) ?? false);
}
