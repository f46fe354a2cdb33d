namespace RewardLab.Architecture.Tests.Namespaces;

/// <summary>Which namespaces refer to which, and the circles among them.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<string, SortedDictionary<string, NamespaceArrow>> _arrows = new(StringComparer.Ordinal);

    /// <summary>A graph of arrows; of several between the same two namespaces the first is kept as the example.
    /// An arrow to itself counts for nothing.</summary>
    public NamespaceGraph(IEnumerable<NamespaceArrow> arrows)
    {
        foreach (var arrow in arrows.Where(arrow => arrow.From != arrow.To))
        {
            Targets(arrow.From).TryAdd(arrow.To, arrow);
            Targets(arrow.To);
        }
    }

    /// <summary>All namespaces, by name.</summary>
    public IReadOnlyList<string> Namespaces => [.. _arrows.Keys.Order(StringComparer.Ordinal)];

    /// <summary>For each set of namespaces that reach each other: a shortest circle through it, as its arrows in order.</summary>
    public IReadOnlyList<IReadOnlyList<NamespaceArrow>> Circles()
    {
        var circles = new List<IReadOnlyList<NamespaceArrow>>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in Namespaces)
        {
            if (done.Contains(start) || Path(start, start) is null)
            {
                continue;
            }

            var tied = Namespaces.Where(other => Path(start, other) is not null && Path(other, start) is not null).ToArray();
            done.UnionWith(tied);
            circles.Add(tied.Select(one => Path(one, one)!).MinBy(path => path.Count)!);
        }

        return circles;
    }

    /// <summary>The arrows of a shortest way of at least one step; null when there is none.</summary>
    private List<NamespaceArrow>? Path(string from, string to)
    {
        var reached = new Dictionary<string, NamespaceArrow>(StringComparer.Ordinal);
        var queue = new Queue<string>([from]);
        while (!reached.ContainsKey(to) && queue.TryDequeue(out var here))
        {
            foreach (var (next, arrow) in _arrows.GetValueOrDefault(here) ?? [])
            {
                if (reached.TryAdd(next, arrow))
                {
                    queue.Enqueue(next);
                }
            }
        }

        if (!reached.ContainsKey(to))
        {
            return null;
        }

        var path = new List<NamespaceArrow>();
        for (var here = to; path.Count == 0 || here != from; here = reached[here].From)
        {
            path.Insert(0, reached[here]);
        }

        return path;
    }

    private SortedDictionary<string, NamespaceArrow> Targets(string name) =>
        _arrows.TryGetValue(name, out var targets) ? targets : _arrows[name] = new SortedDictionary<string, NamespaceArrow>(StringComparer.Ordinal);
}
