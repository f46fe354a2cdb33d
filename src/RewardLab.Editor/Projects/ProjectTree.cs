namespace RewardLab.Editor.Projects;

/// <summary>The rows of a tree: which nodes are seen, by what is open and what is filtered. Not safe from several threads.</summary>
internal sealed class ProjectTree
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private IReadOnlyList<ProjectNode> _roots = [];
    private List<(ProjectNode Node, int Depth)> _rows = [];

    /// <summary>The whole tree.</summary>
    public IReadOnlyList<ProjectNode> Roots => _roots;

    /// <summary>Whether every group has been read.</summary>
    public bool IsComplete => _roots.Count > 0 && !_roots.Any(ProjectReader.IsUnread);

    /// <summary>What is seen, top to bottom, with its depth.</summary>
    public IReadOnlyList<(ProjectNode Node, int Depth)> Rows => _rows;

    /// <summary>Words that a node, or one below it, must hold to be seen; empty for none. While there are some every branch is open.</summary>
    public string Filter
    {
        get;
        set
        {
            field = value;
            Update();
        }
    } = "";

    /// <summary>The first row that itself holds the filter's words; -1 where there is no filter, or no such row.</summary>
    public int FirstMatch
    {
        get
        {
            var words = Words();
            return words.Length == 0 ? -1 : _rows.FindIndex(row => Matches(row.Node, words));
        }
    }

    /// <summary>Takes a tree that was read again; what was open stays open.</summary>
    public void Replace(IReadOnlyList<ProjectNode> roots)
    {
        _roots = roots;
        Update();
    }

    /// <summary>Whether a node's children are seen.</summary>
    public bool IsOpen(ProjectNode node) => node.Children.Count > 0 && (Words().Length > 0 || _open.Contains(node.Key));

    /// <summary>Shows or hides a node's children.</summary>
    public void Open(ProjectNode node, bool isOpen)
    {
        if (isOpen ? _open.Add(node.Key) : _open.Remove(node.Key))
        {
            Update();
        }
    }

    /// <summary>The nodes in which a node lies, the outermost first; none for a root or a node that is not there.</summary>
    public IReadOnlyList<ProjectNode> PathTo(ProjectNode node) => PathTo(node, _roots) ?? [];

    private static List<ProjectNode>? PathTo(ProjectNode node, IReadOnlyList<ProjectNode> among)
    {
        foreach (var one in among)
        {
            if (one.Key == node.Key)
            {
                return [];
            }

            if (PathTo(node, one.Children) is { } below)
            {
                return [one, .. below];
            }
        }

        return null;
    }

    /// <summary>The row of the node above a row; -1 for a root.</summary>
    public int Parent(int row)
    {
        for (var i = row - 1; i >= 0 && row < _rows.Count; i--)
        {
            if (_rows[i].Depth < _rows[row].Depth)
            {
                return i;
            }
        }

        return -1;
    }

    private string[] Words() => Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void Update()
    {
        var words = Words();
        _rows = [];
        foreach (var root in _roots)
        {
            Add(root, 0, words);
        }
    }

    private void Add(ProjectNode node, int depth, string[] words)
    {
        if (words.Length > 0 && !Holds(node, words))
        {
            return;
        }

        _rows.Add((node, depth));
        if (IsOpen(node))
        {
            // Below a match everything is seen: who finds a recipe wants its presets.
            var below = words.Length > 0 && Matches(node, words) ? [] : words;
            foreach (var child in node.Children)
            {
                Add(child, depth + 1, below);
            }
        }
    }

    private static bool Holds(ProjectNode node, string[] words) => Matches(node, words) || node.Children.Any(child => Holds(child, words));

    private static bool Matches(ProjectNode node, string[] words) =>
        node.Kind != ProjectNodeKind.Group
        && Array.TrueForAll(
            words, word => node.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || node.Remark.Contains(word, StringComparison.OrdinalIgnoreCase));
}
