using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Web.Studies;

/// <summary>The links of a study: one that asks for a name, where that is allowed, and one of each annotator's own.</summary>
/// <param name="study">The study.</param>
/// <param name="isOpen">Whether there is a link that lets in whoever gives a name.</param>
public sealed class StudyLinks(Study study, bool isOpen)
{
    private readonly ConcurrentDictionary<string, StudyAnnotator> _annotators = new(
        study.Annotators.ToDictionary(annotator => annotator.Token, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The token of the link that asks for a name, the same as long as the study lives; null where there is none.</summary>
    public string? Session { get; } = isOpen ? study.SessionToken() : null;

    /// <summary>The token of the link of whoever coordinates the study, the same as long as the study lives.</summary>
    public string Coordinator { get; } = study.CoordinatorToken();

    /// <summary>Whether a token was given out.</summary>
    public bool IsKnown(string token) => token == Session || token == Coordinator || _annotators.ContainsKey(token);

    /// <summary>Whose token it is.</summary>
    public bool TryFind(string token, [NotNullWhen(true)] out StudyAnnotator? annotator) => _annotators.TryGetValue(token, out annotator);

    /// <summary>Who has a name already, in any of its spellings; null where nobody has.</summary>
    /// <exception cref="Abstractions.RewardLabException">It is not a name.</exception>
    public StudyAnnotator? Find(string name) => study.Find(name);

    /// <summary>Lets someone in, and gives them their token: the same one again for the same name.</summary>
    /// <exception cref="Abstractions.RewardLabException">It is not a name.</exception>
    public string TokenOf(string name)
    {
        var annotator = study.Join(name);
        return _annotators.GetOrAdd(annotator.Token, annotator).Token;
    }
}
