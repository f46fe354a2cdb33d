using System.Text.RegularExpressions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Names that may become parts of paths: all that a server or a file says is checked here first.</summary>
internal static partial class HubNames
{
    private const int MaxFileLength = 400;

    /// <summary>Whether a name has the form "owner/name" of a repository.</summary>
    public static bool IsRepository(string name) => Repository().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>A branch, tag or commit.</summary>
    public static bool IsRevision(string name) => Revision().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>A commit in full.</summary>
    public static bool IsCommit(string name) => Commit().IsMatch(name);

    /// <summary>What names a blob: the hash of its content.</summary>
    public static bool IsBlob(string name) => Blob().IsMatch(name);

    /// <summary>A path inside a repository: plain names between forward slashes.</summary>
    public static bool IsFile(string name) => name.Length is > 0 and <= MaxFileLength && name.Split('/').All(IsPlain);

    private static bool IsPlain(string part) =>
        part.Length > 0 && part is not ("." or "..") && part[^1] is not (' ' or '.')
        && !part.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$", RegexOptions.NonBacktracking)]
    private static partial Regex Repository();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$", RegexOptions.NonBacktracking)]
    private static partial Regex Revision();

    [GeneratedRegex("^[0-9a-f]{40}$", RegexOptions.NonBacktracking)]
    private static partial Regex Commit();

    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Blob();
}
