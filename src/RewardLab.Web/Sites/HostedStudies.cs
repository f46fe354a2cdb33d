using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Web.Studies;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Sites;

/// <summary>Studies that one server serves together, each below a path of its own and with tokens of its own. They are held until this is disposed.</summary>
public sealed class HostedStudies : IDisposable
{
    private readonly List<Study> _held = [];
    private readonly List<HostedStudy> _all = [];

    private HostedStudies()
    {
    }

    /// <summary>The studies, in the order in which they were named.</summary>
    public IReadOnlyList<HostedStudy> All => _all;

    /// <summary>Opens studies.</summary>
    /// <param name="paths">Their files.</param>
    /// <param name="isOpen">Whether each has a link that lets in whoever gives a name.</param>
    /// <param name="breakMinutes">After how many minutes annotators are reminded to rest; 0 for never.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RewardLabException">One cannot be read, another process holds it, or two are copies of one study.</exception>
    public static HostedStudies Open(IEnumerable<string> paths, bool isOpen, int breakMinutes, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var studies = new HostedStudies();
        try
        {
            foreach (var path in paths.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
            {
                studies.Add(Study.Open(path, time), isOpen, breakMinutes);
            }

            return studies;
        }
        catch
        {
            studies.Dispose();
            throw;
        }
    }

    /// <summary>The study whose pages lie at an address; null where it is none's.</summary>
    internal HostedStudy? Find(PathString address) =>
        _all.FirstOrDefault(hosted => address.StartsWithSegments(hosted.Path, StringComparison.OrdinalIgnoreCase));

    /// <summary>The links on which people answer the studies of a folder without being named before, relative to the server.</summary>
    internal IEnumerable<(string Word, string Address)> AnswerLinks(string folder)
    {
        foreach (var (path, served) in _all)
        {
            if (served.Links.Session is { } open && Path.GetDirectoryName(served.Study.Path) == Path.GetFullPath(folder))
            {
                yield return (served.Study.Plan.Kind == StudyKind.Labels ? "label" : "judge", $"{path}/s/{open}/");
            }
        }
    }

    /// <summary>Lets the studies go.</summary>
    public void Dispose() => _held.ForEach(study => study.Dispose());

    private void Add(Study study, bool isOpen, int breakMinutes)
    {
        _held.Add(study); // let go whatever follows
        var path = PathOf(study);
        if (_all.Find(hosted => hosted.Path == path) is { } other)
        {
            throw new RewardLabException(
                $"'{other.Served.Study.Path}' and '{study.Path}' are copies of one study, with the same links. Serve one of them, and bring the other's "
                + "answers into it with 'rewardlab study import'.");
        }

        var texts = PageTexts.From(study.Presentation, study.Plan.Kind);
        _all.Add(new HostedStudy(path, new ServedStudy(study, new StudyLinks(study, isOpen), texts, breakMinutes)));
    }

    // The title alone may be another study's, too; what follows it does not tell the study's number in any order.
    private static string PathOf(Study study) =>
        $"/study/{SafeName.From(study.Plan.Title)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(study.Plan.Id + study.Plan.Title)))[..8]}";
}
