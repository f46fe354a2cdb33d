using RewardLab.Abstractions;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sessions;

/// <summary>Who has answered what, and who gets what next. Safe from any thread.</summary>
/// <remarks>
/// Each annotator has an order of their own, shuffled by the study's seed and their name, and gets from it what they have not answered and fewer than enough
/// others have, or have in hand: an item that was handed out is kept for its annotator for a quarter of an hour. Items whose answer is known go to everyone,
/// and those that were closed to nobody. Reward annotators take nobody's place. No call reads all items: fifty people share two processors.
/// </remarks>
public sealed class AssignmentScheduler
{
    /// <summary>How long an item that was handed out is kept for its annotator.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly StudyPlan _plan;
    private readonly IReadOnlyList<StudyItem> _items;
    private readonly int _questionCount;
    private readonly int _knownCount;
    private readonly Dictionary<int, AnnotatorProgress> _places = [];
    private readonly List<int>[] _finishers; // [items]: annotators who have answered all of its questions
    private readonly Dictionary<long, Dictionary<int, DateTimeOffset>> _leases = [];
    private readonly HashSet<long> _kept = [];
    private readonly HashSet<int> _rewards;
    private int _openCount; // items asked that fewer than enough have finished

    internal AssignmentScheduler(StudyContent content, TimeProvider time)
    {
        (_plan, _items, _time) = (content.Plan, content.Items, time);
        _questionCount = content.Plan.Questions.Count;
        _knownCount = content.Items.Count(item => item is { Known: not null, IsClosed: false });
        _openCount = content.Items.Count(item => item is { Known: null, IsClosed: false });
        _rewards = [.. content.RewardAnnotators.Select(annotator => annotator.Id)];
        _finishers = [.. content.Items.Select(_ => new List<int>())];
        Take(content.Answers);
    }

    /// <summary>Answers kept so far, changes included.</summary>
    public long AnswerCount
    {
        get
        {
            lock (_gate)
            {
                return _kept.Count;
            }
        }
    }

    /// <summary>How often an item that is asked was answered wholly by a person.</summary>
    public long FinishedCount { get; private set; }

    /// <summary>What an annotator shall answer next, in their order, and keeps it for them.</summary>
    /// <param name="annotator">The annotator.</param>
    /// <param name="held">Items that they have in hand already: not handed out again, but kept for them.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<StudyItem> Next(StudyAnnotator annotator, IReadOnlySet<long> held, int count)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        ArgumentNullException.ThrowIfNull(held);
        lock (_gate)
        {
            var (place, now) = (PlaceOf(annotator.Id), _time.GetUtcNow());
            foreach (var item in held.Where(item => item >= 1 && item <= _items.Count && IsOpenTo(annotator.Id, place, item, now)))
            {
                Keep(annotator.Id, item, now);
            }

            var order = place.Order ??= OrderOf(annotator);
            while (place.Start < order.Length && IsClosedTo(place, order[place.Start] + 1))
            {
                place.Start++; // for good: neither an answer nor a full item goes away again
            }

            var next = new List<StudyItem>();
            for (var i = place.Start; i < order.Length && next.Count < count; i++)
            {
                var item = _items[order[i]];
                if (!held.Contains(item.Id) && IsOpenTo(annotator.Id, place, item.Id, now))
                {
                    Keep(annotator.Id, item.Id, now);
                    next.Add(item);
                }
            }

            return next;
        }
    }

    /// <summary>What others have in hand of that which an annotator could still answer, and would get if they did not.</summary>
    /// <returns>One for each of the others, in the order in which they joined.</returns>
    public IReadOnlyList<HeldItems> HeldByOthers(StudyAnnotator annotator)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            var (place, now) = (PlaceOf(annotator.Id), _time.GetUtcNow());
            return
            [
                .. _leases.Where(item => !IsClosedTo(place, item.Key) && !IsOpenTo(annotator.Id, place, item.Key, now))
                    .SelectMany(item => item.Value.Where(lease => lease.Key != annotator.Id && lease.Value > now))
                    .GroupBy(lease => lease.Key, lease => lease.Value)
                    .OrderBy(held => held.Key)
                    .Select(held => new HeldItems(held.Key, held.Count(), held.Max() - now)),
            ];
        }
    }

    /// <summary>How far an annotator is.</summary>
    public StudyProgress ProgressOf(StudyAnnotator annotator)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            var place = PlaceOf(annotator.Id);
            return new StudyProgress(place.History.Count, place.History.Count + _openCount - place.FinishedOpen + _knownCount - place.FinishedKnown);
        }
    }

    /// <summary>The items that an annotator has answered wholly, in the order in which they first did.</summary>
    public IReadOnlyList<long> HistoryOf(StudyAnnotator annotator)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            return [.. PlaceOf(annotator.Id).History];
        }
    }

    /// <summary>An annotator's present answers to an item.</summary>
    public IReadOnlyDictionary<StudyQuestion, int> AnswersOf(StudyAnnotator annotator, long item)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            return PlaceOf(annotator.Id).Answers.TryGetValue(item, out var answers)
                ? answers.ToDictionary(answer => answer.Key, answer => answer.Value.Answer.Value)
                : [];
        }
    }

    /// <summary>Whether an annotator is shown the second model's set of an item on the first side: of every pair of models' items half are, and the next
    /// annotator sees each the other way round.</summary>
    public bool IsSwappedFor(StudyAnnotator annotator, long item)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        return _plan.Kind == StudyKind.Comparisons && (_items[(int)item - 1].SideRank + annotator.Id) % 2 == 1;
    }

    internal void AddReward(int annotator)
    {
        lock (_gate)
        {
            _rewards.Add(annotator);
        }
    }

    internal void Take(IReadOnlyList<StudyAnswer> answers)
    {
        lock (_gate)
        {
            foreach (var answer in answers.Where(answer => _kept.Add(answer.Id)))
            {
                Take(answer);
            }
        }
    }

    private void Take(StudyAnswer kept)
    {
        var (annotator, item) = (kept.Answer.Annotator, kept.Answer.Item);
        var place = PlaceOf(annotator);
        if (!place.Answers.TryGetValue(item, out var answers))
        {
            place.Answers.Add(item, answers = []);
        }

        // Two batches may tell of themselves in either order.
        if (answers.TryGetValue(kept.Answer.Question, out var before) && before.Id > kept.Id)
        {
            return;
        }

        var isFirst = answers.Count < _questionCount;
        answers[kept.Answer.Question] = kept;
        if (isFirst && answers.Count == _questionCount)
        {
            Finish(annotator, place, item);
        }
    }

    private void Finish(int annotator, AnnotatorProgress place, long item)
    {
        place.History.Add(item);
        if (_leases.TryGetValue(item, out var leases))
        {
            leases.Remove(annotator);
        }

        if (_rewards.Contains(annotator))
        {
            return;
        }

        var finishers = _finishers[item - 1];
        finishers.Add(annotator);
        if (_items[(int)item - 1].IsClosed)
        {
            return;
        }

        if (_items[(int)item - 1].Known is not null)
        {
            place.FinishedKnown++;
            return;
        }

        FinishedCount++;
        if (finishers.Count < _plan.AnnotatorsPerItem)
        {
            place.FinishedOpen++;
        }
        else if (finishers.Count == _plan.AnnotatorsPerItem)
        {
            _openCount--;
            foreach (var other in finishers.Where(other => other != annotator))
            {
                PlaceOf(other).FinishedOpen--;
            }
        }
    }

    private bool IsClosedTo(AnnotatorProgress place, long item) =>
        _items[(int)item - 1].IsClosed
        || (place.Answers.TryGetValue(item, out var answers) && answers.Count == _questionCount)
        || (_items[(int)item - 1].Known is null && _finishers[item - 1].Count >= _plan.AnnotatorsPerItem);

    private bool IsOpenTo(int annotator, AnnotatorProgress place, long item, DateTimeOffset now) =>
        !IsClosedTo(place, item)
        && (_items[(int)item - 1].Known is not null || _finishers[item - 1].Count + HeldByOthers(annotator, item, now) < _plan.AnnotatorsPerItem);

    private int HeldByOthers(int annotator, long item, DateTimeOffset now)
    {
        if (!_leases.TryGetValue(item, out var leases))
        {
            return 0;
        }

        foreach (var (other, end) in leases)
        {
            if (end <= now)
            {
                leases.Remove(other);
            }
        }

        return leases.Count - (leases.ContainsKey(annotator) ? 1 : 0);
    }

    private void Keep(int annotator, long item, DateTimeOffset now)
    {
        if (!_leases.TryGetValue(item, out var leases))
        {
            _leases.Add(item, leases = []);
        }

        leases[annotator] = now + Lease;
    }

    private AnnotatorProgress PlaceOf(int annotator)
    {
        if (!_places.TryGetValue(annotator, out var place))
        {
            _places.Add(annotator, place = new AnnotatorProgress());
        }

        return place;
    }

    private int[] OrderOf(StudyAnnotator annotator)
    {
        var keys = SeedStream.Create(_plan.Seed, "orders").Child(annotator.Name);
        return [.. Enumerable.Range(0, _items.Count).OrderBy(index => keys[_items[index].Id])];
    }

    // Where one annotator stands.
    private sealed class AnnotatorProgress
    {
        public Dictionary<long, Dictionary<StudyQuestion, StudyAnswer>> Answers { get; } = [];

        public List<long> History { get; } = [];

        public int[]? Order { get; set; }

        // Before it in the order nothing is left for this annotator.
        public int Start { get; set; }

        public int FinishedKnown { get; set; }

        // Items that they have finished, and others still may.
        public int FinishedOpen { get; set; }
    }
}
