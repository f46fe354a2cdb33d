using RewardLab.Editor.Controls;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Panes;

/// <summary>The project tree with its filter.</summary>
internal sealed class ProjectPane : View
{
    private readonly Appearance _appearance;
    private readonly ProjectTree _tree;
    private readonly ItemList _list;
    private readonly TextField _filter;
    private string? _selectedKey;
    private bool _isRefreshing;

    public ProjectPane(Appearance appearance, ProjectTree tree)
    {
        _appearance = appearance;
        _tree = tree;
        CanFocus = true;
        _filter = new TextField { Title = "filter: /", Width = Dim.Fill(), CanFocus = false };
        _list = new ItemList(appearance)
        {
            Y = 1,
            Count = () => tree.Rows.Count,
            Row = Row,
            Hint = () => _tree.Filter.Length > 0 ? "nothing matches; Esc clears the filter" : "reading …",
        };
        _list.Entered += row => Accept(tree.Rows[row].Node);
        _list.Clicked += (row, _) => Toggle(row);
        _list.Chosen += OnChosen;
        _list.KeyPressed += OnListKey;
        _list.ContextRequested += (row, place) => ContextRequested?.Invoke(tree.Rows[row].Node, place);
        _filter.ValueChanged += (_, change) => Apply(change.NewValue ?? "");
        _filter.KeyDown += OnFilterKey;
        _filter.HasFocusChanged += (_, change) => _filter.CanFocus = change.NewValue;
        _filter.MouseEvent += (_, mouse) =>
        {
            if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
            {
                BeginFilter();
            }
        };
        Add(_list, _filter);
    }

    /// <summary>Enter on a node.</summary>
    public event Action<ProjectNode>? Entered;

    /// <summary>Another node is selected.</summary>
    public event Action<ProjectNode>? Chosen;

    /// <summary>Space on a node.</summary>
    public event Action<ProjectNode>? Marked;

    /// <summary>The right button on a node, with its place on the screen.</summary>
    public event Action<ProjectNode, System.Drawing.Point>? ContextRequested;

    /// <summary>The selected node; null where there is none.</summary>
    public ProjectNode? Selected => _list.Selected >= 0 ? _tree.Rows[_list.Selected].Node : null;

    /// <summary>What a node is marked with, such as that its curves are shown; null for nothing.</summary>
    public Func<ProjectNode, (string Sign, Ink Ink)?> MarkOf { get; init; } = static _ => null;

    /// <summary>The filter's words.</summary>
    public string Filter => _filter.Text;

    /// <summary>Filters by words.</summary>
    public void SetFilter(string words) => _filter.Text = words;

    /// <summary>Takes up a tree that was read again: what was selected stays selected, whatever came above it.</summary>
    public void Refresh()
    {
        if (_selectedKey is { } key
            && Selected?.Key != key
            && _tree.Rows.Index().FirstOrDefault(row => row.Item.Node.Key == key, (-1, default)).Item1 is >= 0 and var at)
        {
            _isRefreshing = true;
            _list.Select(at);
            _isRefreshing = false;
        }

        _list.SetNeedsDraw();
    }

    /// <summary>Selects a node, and opens what it lies in.</summary>
    public void Reveal(ProjectNode node)
    {
        if (_tree.Filter.Length > 0)
        {
            _filter.Text = "";
        }

        foreach (var above in _tree.PathTo(node))
        {
            _tree.Open(above, isOpen: true);
        }

        _list.Select(_tree.Rows.Index().FirstOrDefault(row => row.Item.Node.Key == node.Key, (0, default)).Item1);
    }

    /// <summary>Begins to type a filter.</summary>
    public void BeginFilter()
    {
        // Only now: the tree shall have the focus when its pane gets it.
        _filter.CanFocus = true;
        _filter.SetFocus();
    }

    private InkLine Row(int index, int width)
    {
        var (node, depth) = _tree.Rows[index];
        var glyph = node.Children.Count == 0 ? _appearance.Glyphs.Leaf : _tree.IsOpen(node) ? _appearance.Glyphs.Open : _appearance.Glyphs.Closed;
        var line = new InkLine().Add(new string(' ', depth * 2)).Add(glyph, Ink.Dim);
        if (MarkOf(node) is { } mark)
        {
            line.Add(mark.Sign + " ", mark.Ink);
        }

        line.Add(node.Title, node.Ink);
        return node.Remark.Length > 0 && line.Width + node.Remark.Length + 1 < width
            ? line.PadTo(width - node.Remark.Length - 1).Add($" {node.Remark}", Ink.Dim)
            : line;
    }

    private void OnChosen(int row)
    {
        _selectedKey = _tree.Rows[row].Node.Key;
        if (!_isRefreshing)
        {
            Chosen?.Invoke(_tree.Rows[row].Node);
        }
    }

    private void Accept(ProjectNode node)
    {
        if (node.Kind is ProjectNodeKind.Group)
        {
            Toggle(_list.Selected);
        }
        else
        {
            Entered?.Invoke(node);
        }
    }

    private void Toggle(int row)
    {
        var node = _tree.Rows[row].Node;
        if (node.Children.Count > 0)
        {
            _tree.Open(node, !_tree.IsOpen(node));
            _list.SetNeedsDraw();
        }
        else if (ProjectReader.IsUnread(node))
        {
            _tree.Open(node, isOpen: true); // as soon as it has been read
        }
    }

    private bool OnListKey(int row, Key key)
    {
        if (key == new Key('/'))
        {
            BeginFilter();
            return true;
        }

        if (row < 0)
        {
            return false;
        }

        var node = _tree.Rows[row].Node;
        if (key == Key.CursorRight && (node.Children.Count > 0 || ProjectReader.IsUnread(node)))
        {
            if (_tree.IsOpen(node))
            {
                _list.Select(row + 1);
            }
            else
            {
                Toggle(row);
            }
        }
        else if (key == Key.CursorLeft)
        {
            if (_tree.IsOpen(node))
            {
                Toggle(row);
            }
            else if (_tree.Parent(row) is >= 0 and var parent)
            {
                _list.Select(parent);
            }
        }
        else if (key == Key.Space)
        {
            Marked?.Invoke(node);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void Apply(string text)
    {
        var key = Selected?.Key;
        _tree.Filter = text;
        _list.Select(_tree.Rows.Index().FirstOrDefault(row => row.Item.Node.Key == key, (0, default)).Index);
        _list.SetNeedsDraw();
    }

    private void OnFilterKey(object? sender, Key key)
    {
        // Enter takes the first match, so that the next Enter opens it.
        if (key == Key.Enter && _tree.FirstMatch is >= 0 and var match)
        {
            _list.Select(match);
        }

        if (_filter.IsEndedBy(key))
        {
            _list.SetFocus();
        }
    }
}
