namespace RewardLab.Hosting.Text;

/// <summary>The known name that a mistyped one most likely stands for.</summary>
public static class NearestName
{
    /// <summary>The candidate with the least edit distance, case ignored; null where none is near:
    /// at most a third of the longer name may differ, and always one letter.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var nearest = candidates
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Max(name.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name;
    }

    /// <summary>A sentence that ends an error's message: "Did you mean 'x'?" where a name is near, else the known names, at most twelve of them.</summary>
    public static string Advice(string name, IReadOnlyCollection<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (Find(name, candidates) is { } nearest)
        {
            return $"Did you mean '{nearest}'?";
        }

        const int Shown = 12;
        return candidates.Count == 0
            ? "There are none."
            : $"Known: {string.Join(", ", candidates.Take(Shown))}{(candidates.Count > Shown ? $" and {candidates.Count - Shown} more" : "")}.";
    }

    /// <summary>Least number of letters to insert, remove, replace or swap with their neighbour (optimal string alignment), case ignored.</summary>
    internal static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                distance[i, j] = i == 0 ? j : j == 0 ? i : Step(i, j);
            }
        }

        return distance[a.Length, b.Length];

        int Step(int i, int j)
        {
            var min = Math.Min(
                Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1,
                distance[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
            return i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])
                ? Math.Min(min, distance[i - 2, j - 2] + 1)
                : min;
        }

        static bool Same(char x, char y) => char.ToUpperInvariant(x) == char.ToUpperInvariant(y);
    }
}
