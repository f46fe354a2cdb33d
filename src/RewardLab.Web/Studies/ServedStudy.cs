using RewardLab.Studies.Sessions;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Studies;

/// <summary>A study that is served.</summary>
/// <param name="Study">The study.</param>
/// <param name="Links">Who may answer it.</param>
/// <param name="Texts">The texts of its pages.</param>
/// <param name="BreakMinutes">After how many minutes annotators are reminded to rest; 0 for never.</param>
public sealed record ServedStudy(Study Study, StudyLinks Links, PageTexts Texts, int BreakMinutes);
